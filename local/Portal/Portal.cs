using Azure;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Local;

/// <summary>The pages at <c>/local</c>: what the embedded Azure holds and does, and the buttons that move its clock.</summary>
internal static class Portal
{
    public static void Map(WebApplication app, FunctionsHost host)
    {
        var azure = host.Azure;
        Get("/local", _ => OverviewPage.Show(host));
        Get("/local/functions", _ => FunctionsPage.Show(host.Catalog));
        Get("/local/instances", http => InstancePages.List(azure.Store, http.Request.Query));
        Get("/local/instances/detail", http => InstancePages.Show(azure.Store, http.Request.Query));
        Get("/local/set-aside", http => InstancePages.SetAside(azure.Store, http.Request.Query));
        Get("/local/tables", _ => TablePages.List(azure.Tables));
        Get("/local/tables/{table}", http => TablePages.Show(azure.Tables, Route(http, "table"), http.Request.Query));
        Get("/local/tables/{table}/entity", http => TablePages.ShowEntity(azure.Tables, Route(http, "table"), http.Request.Query));
        Get("/local/queues", _ => QueuePages.List(azure.Bus));
        Get("/local/queues/detail", http => QueuePages.Show(azure.Bus, http.Request.Query));
        Get("/local/mailbox", http => MailboxPages.List(azure.Mailbox, http.Request.Query));
        Get("/local/mailbox/{id:long}", http => MailboxPages.Show(azure.Mailbox, Route(http, "id")));
        app.MapGet(
            "/local/mailbox/{id:long}/attachments/{place:int}", http => MailboxPages.Attachment(azure.Mailbox, Route(http, "id"), Route(http, "place")).ExecuteAsync(http));

        Post("/local/move-clock", form => OverviewPage.MoveAsync(azure, form));
        Post("/local/queues/resubmit", form => QueuePages.ResubmitAsync(azure.Bus, form));
        Post("/local/queues/discard", form => QueuePages.DiscardAsync(azure.Bus, form));
        Post("/local/mailbox/treatment", form => MailboxPages.TreatAsync(azure.Mailbox, form));

        void Get(string path, Func<HttpContext, PortalPage> show) => app.MapGet(path, http => Guarded(() => show(http)).WriteAsync(http, azure.Clock));

        // What a form did is shown by the page it leads to, so that going back or reloading does not do it again.
        void Post(string path, Func<IFormCollection, Task<string>> act) => app.MapPost(path, async http =>
        {
            try
            {
                http.Response.Headers.Location = await act(await http.Request.ReadFormAsync(http.RequestAborted));
                http.Response.StatusCode = StatusCodes.Status303SeeOther;
            }
            catch (Exception e) when (e is FormException or ServiceBusException or InvalidDataException or InvalidOperationException)
            {
                await PortalPage.Problem(StatusCodes.Status400BadRequest, e.Message).WriteAsync(http, azure.Clock);
            }
        });
    }

    private static PortalPage Guarded(Func<PortalPage> show)
    {
        try
        {
            return show();
        }
        catch (RequestFailedException e)
        {
            return PortalPage.Problem(e.Status, e.Message);
        }
        catch (ServiceBusException e)
        {
            return PortalPage.Problem(StatusCodes.Status404NotFound, e.Message);
        }
    }

    private static string Route(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;
}

/// <summary>A form does not say what it must; the message says what was expected.</summary>
internal sealed class FormException(string message) : Exception(message);
