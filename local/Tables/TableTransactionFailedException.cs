using System.Globalization;

namespace Azure.Data.Tables;

public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(requestFailedException.Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException)
    {
        // The service says which action failed only in its message: "2:The specified entity already exists."
        var mark = Message.IndexOf(':', StringComparison.Ordinal);
        FailedTransactionActionIndex = mark > 0 && int.TryParse(Message.AsSpan(0, mark), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
    }

    public int? FailedTransactionActionIndex { get; }
}
