using System.Buffers.Text;
using System.Text;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using RecruitRetain.Access;
using RecruitRetain.Audit;

namespace RecruitRetain.Shared;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items, in a stable order.</param>
/// <param name="Next">Where the next page is; null on the last. The same stands in the <c>Link</c> header.</param>
public sealed record ListPage<TView>(IReadOnlyList<TView> Items, string? Next);

/// <summary>How every list of aggregates is read: filtered by index columns, a page at a time.</summary>
public sealed class Lists(Journal journal, Listings listings, AuditTrail trail)
{
    internal const int MostItems = 200;

    internal const int UsualItems = 50;

    // Where a caller sees nothing of a page, so many are passed over before an empty one is answered.
    private const int MostPagesSkipped = 10;

    /// <summary>Answers a page: <c>?size=</c> (1 to 200, otherwise 50) and <c>?cursor=</c> as the page before gave it.</summary>
    public Task<IResult> PageAsync<TState, TEvent, TView>(
        HttpRequest request, AggregateKind<TState, TEvent> kind, string? filter, Func<Loaded<TState>, Caller, TView> view)
        where TState : class
        where TEvent : class => PageOfManyAsync(request, kind, filter, (item, caller) => new[] { view(item, caller) });

    /// <summary>The same where an aggregate shows as several items, or as none: <c>?size=</c> then counts aggregates.</summary>
    public async Task<IResult> PageOfManyAsync<TState, TEvent, TView>(
        HttpRequest request, AggregateKind<TState, TEvent> kind, string? filter, Func<Loaded<TState>, Caller, IEnumerable<TView>> views)
        where TState : class
        where TEvent : class
    {
        var (items, next) = await journal.ListAsync(kind, filter, Cursor(request), Size(request), request.HttpContext.RequestAborted);
        List<(Loaded<TState> Item, List<TView> Views)> shown = [.. items.Select(item => (item, views(item, request.Caller()).ToList()))];
        await EnterAsync(request, kind, shown.Where(pair => pair.Views.Count > 0).Select(pair => pair.Item));
        return Page(request, shown.SelectMany(pair => pair.Views), next);
    }

    /// <summary>Answers a page of the <see cref="Listings"/>, in the order of their keys.</summary>
    /// <param name="request">The GET, with <c>?size=</c> and <c>?cursor=</c>.</param>
    /// <param name="list">The kind's table.</param>
    /// <param name="from">The beginning that the keys have.</param>
    /// <param name="before">Only keys that come before this one; null for all that have the beginning.</param>
    /// <param name="filter">An OData filter on the columns, or null for all.</param>
    /// <param name="view">How a row is shown.</param>
    /// <param name="sees">Whether the caller may know of a row; null for every one. A page then has what is left.</param>
    public async Task<IResult> RowsAsync<TView>(
        HttpRequest request, string list, string from, string? before, string? filter, Func<TableEntity, TView> view, Func<TableEntity, bool>? sees = null)
    {
        var (rows, next) = await SeenAsync(request, list, from, before, filter, sees);
        return Page(request, rows.Select(view), next);
    }

    /// <summary>Answers a page of aggregates in the order of their keys in the <see cref="Listings"/>.</summary>
    /// <param name="request">The GET, with <c>?size=</c> and <c>?cursor=</c>.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="from">The beginning that the keys have.</param>
    /// <param name="filter">An OData filter on the rows' columns, or null for all.</param>
    /// <param name="view">How an aggregate is shown.</param>
    /// <param name="sees">Whether the caller may know of a row; null for every one. A page then has what is left.</param>
    public async Task<IResult> ListedAsync<TState, TEvent, TView>(
        HttpRequest request,
        AggregateKind<TState, TEvent> kind,
        string from,
        string? filter,
        Func<Loaded<TState>, Caller, TView> view,
        Func<TableEntity, bool>? sees = null)
        where TState : class
        where TEvent : class
    {
        var stop = request.HttpContext.RequestAborted;
        var (rows, next) = await SeenAsync(request, kind.Table, from, null, filter, sees);
        var items = await Task.WhenAll(rows.Select(row => journal.GetAsync(kind, Listings.IdOf(row), stop)));
        await EnterAsync(request, kind, items);
        return Page(request, items.Select(item => view(item, request.Caller())), next);
    }

    /// <summary>Answers a page of aggregates under several beginnings of their keys in the <see cref="Listings"/>, one after another.</summary>
    /// <param name="request">The GET, with <c>?size=</c> and <c>?cursor=</c>.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="beginnings">The beginnings that the keys have.</param>
    /// <param name="filter">An OData filter on the rows' columns, or null for all.</param>
    /// <param name="shows">Whether an aggregate is shown under that one of the beginnings.</param>
    /// <param name="view">How it is shown.</param>
    public Task<IResult> ListedInTurnAsync<TState, TEvent, TView>(
        HttpRequest request,
        AggregateKind<TState, TEvent> kind,
        IReadOnlyList<string> beginnings,
        string? filter,
        Func<int, TState, bool> shows,
        Func<Loaded<TState>, Caller, TView> view)
        where TState : class
        where TEvent : class
    {
        var stop = request.HttpContext.RequestAborted;
        return OneAfterAnotherAsync<TView>(
            request,
            [
                .. beginnings.Index().Select(beginning => (Func<string?, int, Task<(IReadOnlyList<TView>, string?)>>)(async (cursor, size) =>
                {
                    var (rows, next) = await listings.PageAsync(kind.Table, beginning.Item, filter, null, cursor, size, stop);
                    var items = await Task.WhenAll(rows.Select(row => journal.GetAsync(kind, Listings.IdOf(row), stop)));
                    return ([.. items.Where(item => shows(beginning.Index, item.State)).Select(item => view(item, request.Caller()))], next);
                })),
            ]);
    }

    /// <summary>Answers a page of several lists, one after another.</summary>
    /// <param name="request">The GET, with <c>?size=</c> and <c>?cursor=</c>.</param>
    /// <param name="lists">Each reads a page of so many from where its page before ended; null for from the beginning.</param>
    public static async Task<IResult> OneAfterAnotherAsync<TView>(
        HttpRequest request, params IReadOnlyList<Func<string?, int, Task<(IReadOnlyList<TView> Items, string? Next)>>> lists)
    {
        var cursor = Cursor(request) ?? "0";
        if (cursor.Length == 0 || cursor[0] - '0' is var at && (at < 0 || at >= lists.Count))
        {
            throw Paging.MalformedCursor();
        }

        var size = Size(request);
        for (var from = cursor.Length > 1 ? cursor[1..] : null; ; from = null)
        {
            var (items, next) = await lists[at](from, size);
            if (next is not null || items.Count > 0 || at == lists.Count - 1)
            {
                return Page(request, items, next is not null ? $"{at}{next}" : at < lists.Count - 1 ? $"{at + 1}" : null);
            }

            at++;
        }
    }

    /// <summary>Answers a page that is read of so many from where the page before ended; null for from the beginning.</summary>
    public static async Task<IResult> OnePageAsync<TView>(HttpRequest request, Func<string?, int, Task<(IReadOnlyList<TView> Items, string? Next)>> read)
    {
        var (items, next) = await read(Cursor(request), Size(request));
        return Page(request, items, next);
    }

    // Before they are shown.
    private Task EnterAsync<TState, TEvent>(HttpRequest request, AggregateKind<TState, TEvent> kind, IEnumerable<Loaded<TState>> items)
        where TState : class
        where TEvent : class =>
        RouteTable.Of(Acting.Now?.Function ?? "") is { IsProtected: true } ? trail.ReadAsync(request, items.SelectMany(item => kind.About!(item.State))) : Task.CompletedTask;

    private async Task<(IReadOnlyList<TableEntity> Rows, string? Next)> SeenAsync(
        HttpRequest request, string list, string from, string? before, string? filter, Func<TableEntity, bool>? sees)
    {
        var cursor = Cursor(request);
        for (var pages = 1; ; pages++)
        {
            var (rows, next) = await listings.PageAsync(list, from, filter, before, cursor, Size(request), request.HttpContext.RequestAborted);
            IReadOnlyList<TableEntity> seen = sees is null ? rows : [.. rows.Where(sees)];
            if (seen.Count > 0 || next is null || pages == MostPagesSkipped)
            {
                return (seen, next);
            }

            cursor = next;
        }
    }

    private static Answer Page<TView>(HttpRequest request, IEnumerable<TView> items, string? next)
    {
        var address = next is null ? null : Next(request, next);
        return Answer.Ok(new ListPage<TView>([.. items], address)) with { Link = address is null ? null : $"<{address}>; rel=\"next\"" };
    }

    private static int Size(HttpRequest request) => request.ReadNumber("size", UsualItems, 1, MostItems);

    private static string? Cursor(HttpRequest request)
    {
        if (request.Query["cursor"] is not [{ } text])
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        }
        catch (FormatException)
        {
            throw Paging.MalformedCursor();
        }
    }

    private static string Next(HttpRequest request, string cursor)
    {
        var query = QueryString.Create(request.Query.Where(pair => pair.Key is not ("cursor" or "code")))
            .Add("cursor", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor)));
        return request.Path + query;
    }
}
