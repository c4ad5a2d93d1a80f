using Azure.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Tests.Worker;

namespace RecruitRetain.Tests.Portal;

internal sealed class PortalSamples(Journal journal)
{
    [Function("fails-when-told")]
    public static string Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails")] HttpRequest request) => "no";

    [Function(nameof(Parent))]
    public static Task Parent([OrchestrationTrigger] TaskOrchestrationContext context, string name) => context.CallSubOrchestratorAsync(nameof(Child), name);

    [Function(nameof(Child))]
    public static Task Child([OrchestrationTrigger] TaskOrchestrationContext context, string name) => throw new InvalidOperationException($"{name} is no child of mine");

    [Function(nameof(Waiting))]
    public static Task Waiting([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("Go");

    [Function("pays")]
    public void Pay([ServiceBusTrigger("payments", Connection = "ServiceBus")] string body)
    {
        journal.Add(body);
        throw new InvalidOperationException("no");
    }
}

internal sealed class NoCredential : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;
}
