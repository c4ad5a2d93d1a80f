using Azure;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Shared;

/// <summary>How a page of a table is read from a cursor that a caller gave back.</summary>
internal static class Paging
{
    /// <summary>The first page that has rows, from where the page before ended, and where it ends itself; null after the last.</summary>
    /// <exception cref="ProblemException">400 <c>query-malformed</c>: no page ended there.</exception>
    public static async Task<(IReadOnlyList<TEntity> Rows, string? Next)> PageAsync<TEntity>(this AsyncPageable<TEntity> rows, string? cursor, int size)
        where TEntity : notnull
    {
        try
        {
            await foreach (var page in rows.AsPages(cursor, size))
            {
                if (page.Values.Count > 0 || page.ContinuationToken is null)
                {
                    return (page.Values, page.ContinuationToken);
                }
            }

            return ([], null);
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status400BadRequest && cursor is not null)
        {
            throw MalformedCursor();
        }
    }

    /// <summary>What is answered to a cursor that no page gave.</summary>
    public static ProblemException MalformedCursor() => new(Problems.MalformedQuery("cursor", "the cursor of a page before"));
}
