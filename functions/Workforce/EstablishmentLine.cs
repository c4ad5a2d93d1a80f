using System.Globalization;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>A row of the establishment's file: its fields by column, and what is wrong with them by line and column.</summary>
internal sealed class EstablishmentLine(int number, CsvFields fields, List<FieldError> errors)
{
    public int Number => number;

    public string Kind { get; } = fields["kind"];

    public string this[string column] => fields[column];

    public string? Given(string column) => fields[column] is { Length: > 0 } text ? text : null;

    public void Expect(string column, string expected) => errors.Add(new($"line {number}, {column}", expected));

    /// <summary>Whatever a rule says against it, by the columns of the file.</summary>
    public void Expect(FieldError error) => Expect(error.Field switch
    {
        "postId" => "post_reference",
        "on" when Kind == "sickness" => "month",
        "hourlyPence" => "hourly_rate",
        var field => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(field),
    }, error.Expected);

    /// <summary>Nothing stands in any column but these.</summary>
    public void ExpectOnly(IReadOnlyList<string> all, params ReadOnlySpan<string> columns)
    {
        foreach (var column in all)
        {
            if (fields[column].Length > 0 && !columns.Contains(column))
            {
                Expect(column, $"nothing, for a row of kind {Kind}");
            }
        }
    }

    public string Text(string column, EstablishmentLine? otherwise = null)
    {
        var text = Given(column) ?? otherwise?[column] ?? "";
        if (text.Length is 0 or > 100)
        {
            Expect(column, "1 to 100 characters");
        }

        return text;
    }

    public decimal Fte(EstablishmentLine? otherwise = null)
    {
        if (Decimal(Given("fte") ?? otherwise?["fte"] ?? "") is { } fte && Shared.Fte.IsValid(fte))
        {
            return fte;
        }

        Expect("fte", Shared.Fte.Expected);
        return 1;
    }

    public bool YesOrNo(string column)
    {
        if (this[column] is not ("yes" or "no" or ""))
        {
            Expect(column, "yes or no");
        }

        return this[column] == "yes";
    }

    /// <summary>A date that must be there.</summary>
    public DateOnly? Date(string column, DateOnly? latest = null)
    {
        if (!DateOnly.TryParseExact(this[column], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || !UkCalendar.Covers(date))
        {
            Expect(column, "a date like 2015-08-03, from 1900 to 2199");
            return null;
        }

        if (date > latest)
        {
            Expect(column, $"a day that has come: {latest:yyyy-MM-dd} or before");
            return null;
        }

        return date;
    }

    /// <summary>A date, or null where nothing stands.</summary>
    public DateOnly? DateIfAny(string column, DateOnly? latest = null) => Given(column) is null ? null : Date(column, latest);

    /// <summary>The first day of a month that is over.</summary>
    public DateOnly? Month(string column, DateOnly today)
    {
        if (!DateOnly.TryParseExact(this[column] + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) || !UkCalendar.Covers(month))
        {
            Expect(column, "a month like 2015-08, from 1900 on");
            return null;
        }

        if (month.AddMonths(1) > today)
        {
            Expect(column, "a month that is over");
            return null;
        }

        return month;
    }

    public ContractKind Contract()
    {
        switch (this["contract"])
        {
            case "permanent":
                return ContractKind.Permanent;
            case "fixed-term":
                return ContractKind.FixedTerm;
            case "zero-hours":
                return ContractKind.ZeroHours;
            default:
                Expect("contract", "permanent, fixed-term or zero-hours");
                return ContractKind.Permanent;
        }
    }

    public LeavingReason? Reason()
    {
        foreach (var reason in Enum.GetValues<LeavingReason>())
        {
            if (Json.Word(reason) == this["leaving_reason"])
            {
                return reason;
            }
        }

        Expect(
            "leaving_reason",
            string.Join(", ", Enum.GetValues<LeavingReason>().Select(reason => Json.Word(reason))));
        return null;
    }

    public long Pence(string column)
    {
        if (Decimal(this[column]) is { } pounds and > 0 and < 10_000 && decimal.Round(pounds, 2) == pounds)
        {
            return (long)(pounds * 100);
        }

        Expect(column, "pounds an hour, like 36.00");
        return 0;
    }

    public int? Whole(string column, int most)
    {
        if (int.TryParse(this[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
        {
            return number;
        }

        Expect(column, $"a whole number from 0 to {most}");
        return null;
    }

    public decimal? Days(string column, int most)
    {
        if (Decimal(this[column]) is { } days and > 0 && days <= most && decimal.Round(days, 2) == days)
        {
            return days;
        }

        Expect(column, $"working days, more than 0 and at most {most}");
        return null;
    }

    private static decimal? Decimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
