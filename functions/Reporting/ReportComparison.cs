using System.Globalization;
using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A measure in two reports.</summary>
/// <param name="Name">The measure's stable name.</param>
/// <param name="Section">Under which heading it stands.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Unit">In what it counts.</param>
/// <param name="Before">What the earlier report says; null where there is nothing to divide by, and where it did not have the measure.</param>
/// <param name="After">What the later one says.</param>
/// <param name="Difference">By how much that is more; null where one of them is.</param>
public sealed record MeasureChange(string Name, string Section, string Title, MeasureUnit Unit, decimal? Before, decimal? After, decimal? Difference);

/// <summary>What happened to an employment or an agency stint between two reports.</summary>
public enum WorkforceChangeKind
{
    /// <summary>An employment began.</summary>
    Joined,

    /// <summary>An employment ended.</summary>
    Left,

    /// <summary>Role, team, grade or hours changed.</summary>
    Moved,

    /// <summary>An agency worker began.</summary>
    AgencyWorkBegan,

    /// <summary>An agency worker went.</summary>
    AgencyWorkEnded,
}

/// <summary>Somebody who came, went or moved between two reports.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The employment or the agency stint.</param>
/// <param name="On">The first day, the last day, or the day from which the move holds.</param>
/// <param name="From">The place before: role, team, grade, full-time equivalent; null for somebody who came.</param>
/// <param name="To">The place after; null for somebody who went.</param>
/// <param name="Reason">Why an employment ended.</param>
public sealed record WorkforceChange(WorkforceChangeKind Kind, string Id, DateOnly On, string? From, string? To, string? Reason);

/// <summary>Something about the time before the earlier report that reads differently in the later one.</summary>
/// <param name="What">What it is about: <c>post</c>, <c>employment</c>, <c>agency-stint</c>, <c>caseload</c>, <c>sickness</c>, <c>person</c>.</param>
/// <param name="Id">Which.</param>
/// <param name="Field">What of it; <c>record</c> for all of one that was not known before or has gone.</param>
/// <param name="Said">What it said when the earlier report was made; null where nothing was known.</param>
/// <param name="Says">What it says now; null where it has gone. Where both are, its time to be kept is over, and what it said is not repeated.</param>
public sealed record Correction(string What, string Id, string Field, string? Said, string? Says)
{
    /// <summary>Whether it is about a record that is no longer kept.</summary>
    [JsonIgnore]
    public bool IsNoLongerKept => (Said, Says) == (null, null);
}

/// <summary>What changed from one report to another, and why.</summary>
/// <param name="Before">The report of the earlier day.</param>
/// <param name="After">The report of the later day.</param>
/// <param name="Measures">Every measure, in both.</param>
/// <param name="Changes">Who came, went and moved between the two days.</param>
/// <param name="Corrections">What reads differently about the time up to the earlier day.</param>
public sealed record ReportComparison(
    ReportLine Before, ReportLine After, IReadOnlyList<MeasureChange> Measures, IReadOnlyList<WorkforceChange> Changes, IReadOnlyList<Correction> Corrections)
{
    /// <summary>Compares two reports, each with the facts that it was made from; the one of the earlier day is the one before.</summary>
    public static ReportComparison Of((Report Report, Facts Facts) one, (Report Report, Facts Facts) other)
    {
        var (before, after) = (one.Report.AsAt, one.Report.MadeAt).CompareTo((other.Report.AsAt, other.Report.MadeAt)) <= 0 ? (one, other) : (other, one);
        var was = Reporting.Measures.Of(before.Report.Figures).ToDictionary(measure => measure.Name);
        return new(
            before.Report.Line,
            after.Report.Line,
            [
                .. Reporting.Measures.Of(after.Report.Figures).Select(measure =>
                {
                    var value = was.GetValueOrDefault(measure.Name)?.Value;
                    return new MeasureChange(measure.Name, measure.Section, measure.Title, measure.Unit, value, measure.Value, measure.Value - value);
                }),
            ],
            [.. ChangesOf(after.Facts, before.Report.AsAt, after.Report.AsAt).OrderBy(change => change.Kind).ThenBy(change => change.On).ThenBy(change => change.Id, StringComparer.Ordinal)],
            before.Report.Inputs == after.Report.Inputs ? [] : [.. CorrectionsOf(Known(before.Facts, before.Report.AsAt), Known(after.Facts, before.Report.AsAt), Kept(after.Facts))]);
    }

    private static IEnumerable<WorkforceChange> ChangesOf(Facts facts, DateOnly before, DateOnly after)
    {
        foreach (var employment in facts.Employments)
        {
            if (employment.StartedOn > before && employment.StartedOn <= after)
            {
                yield return new(WorkforceChangeKind.Joined, employment.Id, employment.StartedOn, null, Place(employment.Positions[0]), null);
            }

            for (var i = 1; i < employment.Positions.Count; i++)
            {
                if (employment.Positions[i].From is var from && from > before && from <= after && !(employment.LastDayOn < from))
                {
                    yield return new(WorkforceChangeKind.Moved, employment.Id, from, Place(employment.Positions[i - 1]), Place(employment.Positions[i]), null);
                }
            }

            // Still there on the last day: gone from the next.
            if (employment.LastDayOn is { } lastDayOn && lastDayOn >= before && lastDayOn < after)
            {
                yield return new(WorkforceChangeKind.Left, employment.Id, lastDayOn, Place(employment.PositionOn(lastDayOn) ?? employment.Positions[0]), null, Word(employment.Reason));
            }
        }

        foreach (var stint in facts.Stints)
        {
            if (stint.StartedOn > before && stint.StartedOn <= after)
            {
                yield return new(WorkforceChangeKind.AgencyWorkBegan, stint.Id, stint.StartedOn, null, Place(stint), null);
            }

            if (stint.LastDayOn is { } lastDayOn && lastDayOn >= before && lastDayOn < after)
            {
                yield return new(WorkforceChangeKind.AgencyWorkEnded, stint.Id, lastDayOn, Place(stint), null, null);
            }
        }
    }

    private static IEnumerable<Correction> CorrectionsOf(
        Dictionary<(string What, string Id), Dictionary<string, string>> said, Dictionary<(string What, string Id), Dictionary<string, string>> says, HashSet<string> kept)
    {
        foreach (var (what, id) in said.Keys.Union(says.Keys).OrderBy(key => key.What, StringComparer.Ordinal).ThenBy(key => key.Id, StringComparer.Ordinal))
        {
            if (!says.ContainsKey((what, id)) && !kept.Contains(id))
            {
                yield return new(what, id, "record", null, null);
                continue;
            }

            if (!said.TryGetValue((what, id), out var then) || !says.TryGetValue((what, id), out var now))
            {
                yield return new(what, id, "record", Whole(said.GetValueOrDefault((what, id))), Whole(says.GetValueOrDefault((what, id))));
                continue;
            }

            foreach (var field in then.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
            {
                if (then.GetValueOrDefault(field) is var was && now.GetValueOrDefault(field) is var reads && was != reads)
                {
                    yield return new(what, id, field, was, reads);
                }
            }
        }
    }

    /// <summary>What facts say about the time up to the end of a day, field by field; what lies after it is left out.</summary>
    private static Dictionary<(string What, string Id), Dictionary<string, string>> Known(Facts facts, DateOnly day)
    {
        Dictionary<(string, string), Dictionary<string, string>> known = [];
        foreach (var post in facts.Posts.Where(post => !(post.EstablishedOn > day)))
        {
            Say("post", post.Id, ("place", $"{post.Role}, {post.Team}, {Number(post.Fte)}{(post.OverEstablished ? ", above establishment" : "")}"),
                ("establishedOn", Day(post.EstablishedOn)), ("closedOn", post.ClosedOn <= day ? Day(post.ClosedOn) : null));
        }

        foreach (var employment in facts.Employments.Where(employment => employment.StartedOn <= day))
        {
            var left = employment.LastDayOn < day;
            Say(
                "employment",
                employment.Id,
                [
                    ("contract", Word<ContractKind>(employment.Contract)),
                    ("startedOn", Day(employment.StartedOn)),
                    ("lastDayOn", left ? Day(employment.LastDayOn) : null),
                    ("reason", left ? Word(employment.Reason) : null),
                    .. employment.Positions.Where(position => position.From <= day).Select(position => ($"placeFrom {Day(position.From)}", (string?)Place(position))),
                ]);
        }

        foreach (var stint in facts.Stints.Where(stint => stint.StartedOn <= day))
        {
            Say(
                "agency-stint",
                stint.Id,
                [
                    ("place", Place(stint)),
                    ("startedOn", Day(stint.StartedOn)),
                    ("lastDayOn", stint.LastDayOn < day ? Day(stint.LastDayOn) : null),
                    ("coversVacancy", stint.CoversVacancy ? "yes" : "no"),
                    .. stint.Rates.Where(rate => rate.From <= day).Select(rate => ($"rateFrom {Day(rate.From)}", (string?)Money.Format(rate.HourlyPence))),
                ]);
        }

        foreach (var count in facts.Caseloads.Where(count => count.On <= day))
        {
            Say("caseload", count.Id, [.. count.Holders.Select(holder => ($"{holder.HolderId} on {Day(count.On)}", (string?)Number(holder.Cases)))]);
        }

        foreach (var month in facts.Sickness.Where(month => month.MonthStartsOn.AddMonths(1).AddDays(-1) <= day))
        {
            Say("sickness", month.Id, [.. month.Days.Select(days => ($"{days.EmploymentId} in {month.MonthStartsOn:yyyy-MM}", (string?)Number(days.Days)))]);
        }

        foreach (var merge in facts.Merges)
        {
            Say("person", merge.KeptId, ($"same as {merge.MergedId}", "yes"));
        }

        return known;

        void Say(string what, string id, params ReadOnlySpan<(string Field, string? Value)> fields)
        {
            foreach (var (field, value) in fields)
            {
                if (value is not null)
                {
                    known.TryAdd((what, id), []);
                    known[(what, id)][field] = value;
                }
            }
        }
    }

    // Corrected is what still has a record; what has none was deleted when its time was over. A merge taken back is a correction of the person.
    private static HashSet<string> Kept(Facts facts) =>
    [
        .. facts.Posts.Select(fact => fact.Id),
        .. facts.Employments.SelectMany(fact => new[] { fact.Id, fact.PersonId }),
        .. facts.Stints.SelectMany(fact => new[] { fact.Id, fact.WorkerId }),
        .. facts.Caseloads.Select(fact => fact.Id),
        .. facts.Sickness.Select(fact => fact.Id),
    ];

    private static string? Whole(Dictionary<string, string>? fields) => fields is null ? null : string.Join("; ", fields.Select(field => $"{field.Key} {field.Value}"));

    private static string Place(PositionFact position) => $"{position.Role}, {position.Team}, {position.Grade}, {Number(position.Fte)}";

    private static string Place(StintFact stint) => $"{stint.Role}, {stint.Team}, {Number(stint.Fte)}";

    private static string? Word<TEnum>(TEnum? value)
        where TEnum : struct, Enum => value is { } known ? Json.Word(known) : null;

    private static string? Day(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
