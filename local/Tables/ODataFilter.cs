namespace RecruitRetain.Local;

/// <summary>A condition on rows. A property that a row lacks, or has in another type, matches no comparison.</summary>
internal abstract record ODataFilter
{
    /// <summary>The properties on which it depends, system properties included.</summary>
    public abstract IEnumerable<string> Names { get; }

    public abstract bool Matches(EntityRow row);
}

internal sealed record AndFilter(ODataFilter Left, ODataFilter Right) : ODataFilter
{
    public override IEnumerable<string> Names => Left.Names.Concat(Right.Names);

    public override bool Matches(EntityRow row) => Left.Matches(row) && Right.Matches(row);
}

internal sealed record OrFilter(ODataFilter Left, ODataFilter Right) : ODataFilter
{
    public override IEnumerable<string> Names => Left.Names.Concat(Right.Names);

    public override bool Matches(EntityRow row) => Left.Matches(row) || Right.Matches(row);
}

internal sealed record NotFilter(ODataFilter Inner) : ODataFilter
{
    public override IEnumerable<string> Names => Inner.Names;

    public override bool Matches(EntityRow row) => !Inner.Matches(row);
}

internal sealed record ComparisonFilter(string Property, string Operator, object Value) : ODataFilter
{
    public override IEnumerable<string> Names => [Property];

    public override bool Matches(EntityRow row) => Compare(row[Property]) is { } order && Operator switch
    {
        "eq" => order == 0,
        "ne" => order != 0,
        "gt" => order > 0,
        "ge" => order >= 0,
        "lt" => order < 0,
        _ => order <= 0,
    };

    private int? Compare(object? kept) => (kept, Value) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (DateTimeOffset left, DateTimeOffset right) => left.CompareTo(right),
        (bool left, bool right) => left.CompareTo(right),
        (Guid left, Guid right) => left.CompareTo(right),
        (byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right),
        (int or long, int or long) => Convert.ToInt64(kept, null).CompareTo(Convert.ToInt64(Value, null)),
        (int or long or double, int or long or double) => Convert.ToDouble(kept, null).CompareTo(Convert.ToDouble(Value, null)),
        _ => null,
    };
}
