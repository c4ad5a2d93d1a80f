using Azure;

namespace RecruitRetain.Local;

/// <summary>Pages that are read one by one, as the caller comes to them.</summary>
/// <param name="read">Reads the page at a continuation token (null: the first) with at most so many values.</param>
/// <param name="maxPerPage">How many values a page holds unless the caller asks otherwise; null for as many as the service gives.</param>
/// <param name="cancellationToken">Stops before the next page.</param>
internal sealed class LocalPageable<T>(Func<string?, int?, (IReadOnlyList<T> Values, string? Continuation)> read, int? maxPerPage, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        Pages(continuationToken, pageSizeHint ?? maxPerPage).ToAsyncEnumerable();

    private IEnumerable<Page<T>> Pages(string? continuation, int? size)
    {
        do
        {
            CancellationToken.ThrowIfCancellationRequested();
            (var values, continuation) = read(continuation, size);
            yield return Page<T>.FromValues(values, continuation, new LocalResponse(200));
        }
        while (continuation is not null);
    }
}
