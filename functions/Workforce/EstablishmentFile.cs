using System.Globalization;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>What a row of the file is about.</summary>
public enum EstablishmentKind
{
    /// <summary>A post.</summary>
    Post,

    /// <summary>Somebody whom the council employs.</summary>
    Employment,

    /// <summary>Somebody who works through an agency.</summary>
    Agency,
}

/// <summary>A row that was found good.</summary>
internal sealed record EstablishmentRow(
    int Line,
    EstablishmentKind Kind,
    string? PostId,
    Post? Post,
    string Role,
    string Team,
    string Grade,
    decimal Fte,
    ContractKind Contract,
    string Name,
    string Email,
    string? RegistrationNumber,
    DateOnly StartedOn,
    DateOnly? ProbationEndsOn,
    DateOnly? LastDayOn,
    long HourlyPence,
    bool CoversVacancy,
    string? PayrollReference = null)
{
    /// <summary>The employment that the row begins.</summary>
    public Decision<EmploymentEvent> Employ(string id, string personId) =>
        EmploymentDecisions.WithReference(
            EmploymentDecisions.Start(id, personId, null, PostId, Contract, new(StartedOn, Role, Team, Grade, Fte), ProbationEndsOn), PayrollReference);

    /// <summary>The stint that the row begins.</summary>
    public Decision<StintEvent> Place(string id, string personId) => AgencyStints.Begin(
        new(id, personId, Role, Team, Fte, StartedOn, LastDayOn, CoversVacancy, HourlyPence), Name, Email);
}

/// <summary>
/// The establishment as a CSV file with a header row, comma-separated, UTF-8, dates like 2015-08-03. Columns, in any order, empty where they do not
/// apply: <c>kind</c> (post, employment or agency), <c>post_reference</c> (unique for a post; for others the post they fill, if known), <c>role</c>,
/// <c>team</c>, <c>grade</c>, <c>fte</c> (empty with a post_reference: as the post), <c>over_established</c> (yes or no, posts), <c>contract</c>
/// (permanent, fixed-term or zero-hours, employments), <c>name</c>, <c>email</c>, <c>registration_number</c>, <c>started_on</c>,
/// <c>probation_ends_on</c> and <c>payroll_reference</c> (employments), <c>last_day_on</c>, <c>hourly_rate</c> (pounds, 36.00) and <c>covers_vacancy</c> (yes or no; agency).
/// </summary>
internal static class EstablishmentFile
{
    /// <summary>How many faults a refusal lists at most.</summary>
    public const int MostErrors = 1000;

    private static readonly string[] Columns =
    [
        "kind", "post_reference", "role", "team", "grade", "fte", "over_established", "contract", "name", "email", "registration_number", "started_on",
        "probation_ends_on", "last_day_on", "hourly_rate", "covers_vacancy", "payroll_reference",
    ];

    private static readonly string[] Needed = ["kind", "post_reference", "role", "team", "grade", "fte"];

    /// <summary>Reads every row, or names everything that is wrong by line and field.</summary>
    /// <param name="text">The file.</param>
    /// <param name="postIdOfLine">The id of the post that a line would establish.</param>
    /// <param name="known">The posts there are, by reference.</param>
    public static (IReadOnlyList<EstablishmentRow> Rows, IReadOnlyList<FieldError> Errors) Read(
        string text, Func<int, string> postIdOfLine, IReadOnlyDictionary<string, string> known)
    {
        List<FieldError> errors = [];
        List<Line> lines = [.. CsvFile.Lines(text, Columns, Needed, errors).Select(line => new Line(line.Number, line.Fields, errors))];
        Dictionary<string, Line> posts = new(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line["kind"] == "post"))
        {
            if (line["post_reference"] is { Length: > 0 } reference && !posts.TryAdd(reference, line))
            {
                line.Expect("post_reference", $"a reference of its own; line {posts[reference].Number} has this one");
            }
        }

        List<EstablishmentRow> rows = [];
        foreach (var line in lines)
        {
            var before = errors.Count;
            var row = line["kind"] switch
            {
                "post" => Post(line, postIdOfLine, known),
                "employment" => Person(line, EstablishmentKind.Employment, posts, postIdOfLine, known),
                "agency" => Person(line, EstablishmentKind.Agency, posts, postIdOfLine, known),
                _ => null,
            };
            if (row is null)
            {
                line.Expect("kind", "post, employment or agency");
            }
            else if (errors.Count == before)
            {
                rows.Add(row);
            }
        }

        if (lines.Count == 0 && errors.Count == 0)
        {
            errors.Add(new("line 2", "at least one row"));
        }

        return (rows, errors);
    }

    private static EstablishmentRow Post(Line line, Func<int, string> postIdOfLine, IReadOnlyDictionary<string, string> known)
    {
        var id = postIdOfLine(line.Number);
        var reference = line.Text("post_reference");
        if (known.TryGetValue(reference, out var there) && there != id)
        {
            line.Expect("post_reference", "a reference that no post has yet");
        }

        line.ExpectEmpty(
            "contract", "name", "email", "registration_number", "started_on", "probation_ends_on", "last_day_on", "hourly_rate", "covers_vacancy", "payroll_reference");
        Post post = new(id, reference, line.Text("role"), line.Text("team"), line.Text("grade"), line.Fte(), line.YesOrNo("over_established"));
        return new(
            line.Number, EstablishmentKind.Post, id, post, post.Role, post.Team, post.Grade, post.Fte, ContractKind.Permanent, "", "", null, default, null, null, 0, false);
    }

    private static EstablishmentRow Person(
        Line line,
        EstablishmentKind kind,
        IReadOnlyDictionary<string, Line> posts,
        Func<int, string> postIdOfLine,
        IReadOnlyDictionary<string, string> known)
    {
        var reference = line["post_reference"];
        var filled = posts.GetValueOrDefault(reference);
        var postId = filled is not null ? postIdOfLine(filled.Number) : known.GetValueOrDefault(reference);
        if (reference.Length > 0 && postId is null)
        {
            line.Expect("post_reference", "a post of this file or one that is there already");
        }

        var agency = kind == EstablishmentKind.Agency;
        line.ExpectEmpty(agency ? ["over_established", "contract", "probation_ends_on", "payroll_reference"] : ["over_established", "last_day_on", "hourly_rate", "covers_vacancy"]);
        foreach (var error in Contact.Validate(line["name"], line["email"]))
        {
            line.Expect(error.Field, error.Expected);
        }

        var payrollReference = line["payroll_reference"] is { Length: > 0 } told ? told : null;
        if (payrollReference is not null && !EmploymentDecisions.IsReference(payrollReference))
        {
            line.Expect("payroll_reference", EmploymentDecisions.ReferenceExpected);
        }

        var startedOn = line.Date("started_on");
        var probationEndsOn = agency || line["probation_ends_on"].Length == 0 ? (DateOnly?)null : line.Date("probation_ends_on");
        if (probationEndsOn < startedOn)
        {
            line.Expect("probation_ends_on", "started_on or later");
        }

        var lastDayOn = agency && line["last_day_on"].Length > 0 ? line.Date("last_day_on") : (DateOnly?)null;
        if (lastDayOn < startedOn)
        {
            line.Expect("last_day_on", "started_on or later");
        }

        return new(
            line.Number,
            kind,
            postId,
            null,
            line.Text("role", filled),
            line.Text("team", filled),
            line.Text("grade", filled),
            line.Fte(filled),
            agency ? ContractKind.Agency : line.Contract(),
            line["name"],
            line["email"],
            line["registration_number"] is { Length: > 0 } number ? number : null,
            startedOn,
            probationEndsOn,
            lastDayOn,
            agency ? line.Pence("hourly_rate") : 0,
            agency && line.YesOrNo("covers_vacancy"),
            payrollReference);
    }

    private sealed class Line(int number, Dictionary<string, string> fields, List<FieldError> errors)
    {
        public int Number => number;

        public string this[string column] => fields.GetValueOrDefault(column, "");

        public void Expect(string column, string expected) => errors.Add(new($"line {number}, {column}", expected));

        public void ExpectEmpty(params ReadOnlySpan<string> columns)
        {
            foreach (var column in columns)
            {
                if (this[column].Length > 0)
                {
                    Expect(column, $"nothing, for a row of kind {this["kind"]}");
                }
            }
        }

        public string Text(string column, Line? otherwise = null)
        {
            var text = this[column] is { Length: > 0 } own ? own : otherwise?[column] ?? "";
            if (text.Length is 0 or > 100)
            {
                Expect(column, "1 to 100 characters");
            }

            return text;
        }

        public decimal Fte(Line? otherwise = null)
        {
            var text = this["fte"] is { Length: > 0 } own ? own : otherwise?["fte"] ?? "";
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fte) && Shared.Fte.IsValid(fte))
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

        public DateOnly Date(string column)
        {
            if (DateOnly.TryParseExact(this[column], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }

            Expect(column, "a date like 2015-08-03");
            return default;
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

        public long Pence(string column)
        {
            if (decimal.TryParse(this[column], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pounds)
                && pounds is > 0 and < 10_000 && decimal.Round(pounds, 2) == pounds)
            {
                return (long)(pounds * 100);
            }

            Expect(column, "pounds an hour, like 36.00");
            return 0;
        }
    }
}
