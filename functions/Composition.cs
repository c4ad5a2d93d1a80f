using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Correspondence;
using RecruitRetain.Housing;
using RecruitRetain.Operations;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Webhooks;
using RecruitRetain.Workforce;
using SendGrid;

namespace RecruitRetain;

/// <summary>What this system is made of.</summary>
public static class Composition
{
    /// <summary>Every table, by name.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        EventFeed.TableName, Listings.TableName, Effects.TableName, Idempotency.TableName, Links.TableName, People.TableName, Vacancies.Kind.Table,
        AgencyStints.Kind.Table, Applications.Kind.Table, AuditTrail.TableName, BreakGlass.Kind.Table, CaseloadSnapshots.Kind.Table, CheckSets.Kind.Table, Employments.Kind.Table, Erasures.Kind.Table, EqualityAnswers.TableName,
        Homes.Kind.Table, HousingAgreements.Kind.Table, HousingRequests.Kind.Table, ImportApplications.Kind.Table, ImportEstablishment.Kind.Table,
        InterviewSlots.TableName, LegalHolds.Kind.Table, OpenOffers.TableName, OperatorActs.Kind.Table, PaymentSchemes.Kind.Table, PayRuns.Kind.Table, PayScales.Kind.Table,
        PersonMerges.Kind.Table, Posts.Kind.Table, PrivacyNotices.Kind.Table, PurgeCalendar.TableName, PurgeRuns.TableName, ReceiveHousingDecision.TableName, ReceiveMailEvents.TableName,
        Reports.TableName, Reports.FactsTableName, RetentionPlans.Kind.Table, RetentionSchedules.Kind.Table, SicknessReturns.Kind.Table, SubjectAccessRequests.Kind.Table, EnrolTeam.Kind.Table, UnmatchedConfirmations.TableName,
        WebhookDeliveries.TableName, WebhookSubscriptions.Kind.Table,
    ];

    /// <summary>Every kind of aggregate that stands in the listings.</summary>
    public static IReadOnlyList<IListedKind> Listed { get; } =
    [
        AgencyStints.Kind, Applications.Kind, CaseloadSnapshots.Kind, Employments.Kind, HousingRequests.Kind, PersonMerges.Kind, Posts.Kind,
        RetentionPlans.Kind, SicknessReturns.Kind, Vacancies.Kind,
    ];

    /// <summary>Every kind of event that the council's other systems are told of.</summary>
    public static IReadOnlyList<string> Told { get; } =
    [
        .. new[]
        {
            AgencyStints.Kind.Tells, Applications.Kind.Tells, Employments.Kind.Tells, HousingRequests.Kind.Tells, PayRuns.Kind.Tells, Posts.Kind.Tells,
            RetentionPlans.Kind.Tells, Vacancies.Kind.Tells,
        }.SelectMany(tells => tells!.Kinds),
        .. PurgeNews.Kinds,
    ];

    /// <summary>Adds the middleware and the services.</summary>
    public static FunctionsApplicationBuilder AddRecruitRetain(this FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<AccessMiddleware>();

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton(provider => new TableServiceClient(
            new Uri(Setting(provider, "Storage:tableServiceUri")), provider.GetRequiredService<TokenCredential>()));
        services.AddSingleton(provider => new ServiceBusClient(
            Setting(provider, "ServiceBus:fullyQualifiedNamespace"), provider.GetRequiredService<TokenCredential>()));
        services.AddSingleton<ISendGridClient>(provider => new SendGridClient(new SendGridClientOptions
        {
            ApiKey = Setting(provider, "SendGrid:ApiKey"),
            Host = Setting(provider, "SendGrid:Host"),
        }));

        services.AddSingleton<ILister<AgencyStint>>(new FactLister<AgencyStint, StintFact>(FactOf.Stint));
        services.AddSingleton<ILister<CaseloadSnapshot>>(new FactLister<CaseloadSnapshot, CaseloadFact>(FactOf.Caseload));
        services.AddSingleton<ILister<Employment>>(new FactLister<Employment, EmploymentFact>(FactOf.Employment));
        services.AddSingleton<ILister<HousingRequest>>(new FactLister<HousingRequest, HousedFact>(FactOf.Housed));
        services.AddSingleton<ILister<JobApplication>, ApplicationLister>();
        services.AddSingleton<ILister<PersonMerge>>(new FactLister<PersonMerge, MergeFact>(FactOf.Merge));
        services.AddSingleton<ILister<Post>>(new FactLister<Post, PostFact>(FactOf.Post));
        services.AddSingleton<ILister<RetentionLedger>>(new FactLister<RetentionLedger, PlanFact>(FactOf.Plan));
        services.AddSingleton<ILister<SicknessReturn>>(new FactLister<SicknessReturn, SicknessFact>(FactOf.Sickness));
        services.AddSingleton<ILister<Vacancy>>(new FactLister<Vacancy, VacancyFact>(FactOf.Vacancy, VacancyListing.Of));
        services.AddKeyedSingleton<IReach, OwnStints>("agency-stints");
        services.AddKeyedSingleton<IReach>("application-imports", (provider, _) => provider.GetRequiredService<OwnImports>());
        services.AddKeyedSingleton<IReach>("applications", (provider, _) => provider.GetRequiredService<OwnApplications>());
        services.AddKeyedSingleton<IReach>("employments", (provider, _) => provider.GetRequiredService<OwnEmployments>());
        services.AddKeyedSingleton<IReach, OwnHomes>("homes");
        services.AddKeyedSingleton<IReach, OwnNominations>("nominations");
        services.AddKeyedSingleton<IReach>("vacancies", (provider, _) => provider.GetRequiredService<OwnVacancies>());
        services.AddKeyedSingleton<IReach, Applicants>("housing-requests");
        services.AddSingleton<AccessPackages>();
        services.AddSingleton<AuditPurge>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<Board>();
        services.AddSingleton<BreakGlass>();
        services.AddSingleton<Commands>();
        services.AddSingleton<Committing>();
        services.AddSingleton<Confirming>();
        services.AddSingleton<Dependencies>();
        services.AddSingleton<Effects>();
        services.AddSingleton<Enrolling>();
        services.AddSingleton<EqualityAnswers>();
        services.AddSingleton<Erasing>();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<FactBook>();
        services.AddSingleton<Forgetting>();
        services.AddSingleton<HomeClaims>();
        services.AddSingleton<IImporter, ApplicationImporter>();
        services.AddSingleton<IImporter, EstablishmentImporter>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<Intents>();
        services.AddSingleton<InterviewCorrespondence>();
        services.AddSingleton<InterviewSlots>();
        services.AddSingleton<JobAlerts>();
        services.AddSingleton<Journal>();
        services.AddSingleton<Links>();
        services.AddSingleton(Listed);
        services.AddSingleton<Listings>();
        services.AddSingleton<Lists>();
        services.AddSingleton<MailCopies>();
        services.AddSingleton<NameIndex>();
        services.AddSingleton<NotifyHome>();
        services.AddSingleton<OpenOffers>();
        services.AddSingleton<OperatorActs>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OwnApplications>();
        services.AddSingleton<OwnEmployments>();
        services.AddSingleton<OwnImports>();
        services.AddSingleton<OwnVacancies>();
        services.AddSingleton<PayRunContents>();
        services.AddSingleton<People>();
        services.AddSingleton<Postbox>();
        services.AddSingleton<PostCheck>();
        services.AddSingleton<ProviderDecisions>();
        services.AddSingleton<PublicUrl>();
        services.AddSingleton<PurgeCalendar>();
        services.AddSingleton<PurgeRuns>();
        services.AddSingleton<PurgeNews>();
        services.AddSingleton<Purging>();
        services.AddSingleton<Unreferred>();
        services.AddSingleton<RateLimit>();
        services.AddSingleton<Reaches>();
        services.AddSingleton<Reception>();
        services.AddSingleton<RecruitmentPolicy>();
        services.AddSingleton<Register>();
        services.AddSingleton<Reporter>();
        services.AddSingleton<Reports>();
        services.AddSingleton<RewardReferrer>();
        services.AddSingleton<SchemeBudget>();
        services.AddSingleton<SendWebhooks>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<TokenValidation>();
        services.AddSingleton(new ToldKinds(Told));
        services.AddSingleton<Traces>();
        services.AddSingleton<UnmatchedConfirmations>();
        services.AddSingleton<WebhookDeliveries>();
        services.AddSingleton<WebhookQueues>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddHoldings();
        services.AddHostedService<TelemetryExport>();
        services.AddHostedService(provider => new CreateTables(provider.GetRequiredService<TableServiceClient>(), Tables));
        services.AddHostedService<SeedCheckSets>();
        services.AddHostedService<SeedHousingAgreements>();
        services.AddHostedService<SeedPayScale>();
        services.AddHostedService<SeedPrivacyNotice>();
        services.AddHostedService<SeedRetentionSchedule>();
        services.AddHostedService<MakeListings>();
        services.AddHostedService<SeedSchemes>();
        return builder;
    }

    private static string Setting(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IConfiguration>()[name] ?? throw new InvalidOperationException($"The setting {name} is missing.");
}
