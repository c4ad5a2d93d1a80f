using System.Globalization;
using System.Text.Json.Serialization;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>One aggregate that a file begins or changes, with the events it gets.</summary>
/// <param name="Line">The first line about it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Begins">Whether the file begins it.</param>
internal sealed record EstablishmentUnit(int Line, string Id, bool Begins)
{
    /// <summary>Somebody who is not known yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Person? Person { get; init; }

    /// <summary>What happened to a post.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PostEvent>? Post { get; init; }

    /// <summary>What happened to an employment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EmploymentEvent>? Employment { get; init; }

    /// <summary>What happened to an agency stint.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StintEvent>? Stint { get; init; }

    /// <summary>What was counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CaseloadEvent>? Caseload { get; init; }

    /// <summary>What was returned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SicknessEvent>? Sickness { get; init; }
}

/// <summary>What a file brings.</summary>
internal sealed record EstablishmentCounts(int Rows, int Posts, int Employments, int AgencyStints, int Positions, int Leavers, int CaseloadSnapshots, int SicknessReturns);

/// <summary>
/// The establishment as a CSV file with a header row, comma-separated, UTF-8, dates like 2015-08-03. The rows may be in any order. See the
/// demo's README for the columns of each kind. A person is known by e-mail address, ignoring case, and by registration number: rows that share
/// one of them are about the same person, and so is somebody employed or placed already who shares one.
/// </summary>
internal sealed class EstablishmentFile
{
    /// <summary>How many faults a refusal lists at most.</summary>
    public const int MostErrors = 1000;

    private const int MostRows = 150_000;

    // What fits into one row of the journal, and is more than any council has.
    private const int MostOfADay = 4_000;

    private static readonly string[] Columns =
    [
        "kind", "post_reference", "role", "team", "grade", "fte", "over_established", "established_on", "closed_on", "contract", "name", "email",
        "registration_number", "started_on", "probation_ends_on", "last_day_on", "leaving_reason", "qualified_on", "asye_passed_on", "hourly_rate", "covers_vacancy",
        "payroll_reference", "effective_on", "on", "cases", "month", "days", "reason",
    ];

    private readonly List<FieldError> _errors = [];
    private readonly List<EstablishmentLine> _lines = [];
    private readonly DateOnly _today;
    private readonly CommandIdentity _identity;
    private readonly Dictionary<string, EstablishmentLine> _postLines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Somebody> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<EstablishmentLine, Somebody> _somebodyOf = [];
    private readonly Dictionary<EstablishmentLine, Member> _memberOf = [];
    private readonly List<Member> _members = [];
    private readonly Dictionary<string, List<Member>> _byPayroll = new(StringComparer.Ordinal);
    private readonly List<EstablishmentUnit> _units = [];
    private EstablishmentBook _book = EstablishmentBook.Empty;

    /// <summary>Reads the rows, and finds out what must be looked up before they can be judged.</summary>
    /// <param name="text">The file.</param>
    /// <param name="identity">Gives the ids of what the file begins.</param>
    /// <param name="today">Today in London.</param>
    public EstablishmentFile(string text, CommandIdentity identity, DateOnly today)
    {
        (_identity, _today) = (identity, today);
        _lines.AddRange(CsvFile.Lines(text, Columns, ["kind"], _errors).Select(line => new EstablishmentLine(line.Number, line.Fields, _errors)));
        if (_lines.Count is 0 or > MostRows && _errors.Count == 0)
        {
            _errors.Add(new("line 2", $"1 to {MostRows} rows"));
        }
    }

    /// <summary>The payroll references that rows name.</summary>
    public IReadOnlySet<string> PayrollReferences() => _lines.Select(line => line["payroll_reference"]).Where(reference => reference.Length > 0).ToHashSet(StringComparer.Ordinal);

    /// <summary>The e-mail addresses and registration numbers that rows name.</summary>
    public IEnumerable<(string? Email, string? RegistrationNumber)> Contacts() =>
        _lines.Select(line => (line.Given("email"), line.Given("registration_number"))).Where(contact => contact != (null, null)).Distinct();

    /// <summary>The days and months that rows are about.</summary>
    public (IReadOnlySet<string> Days, IReadOnlySet<string> Months) Periods() => (
        _lines.Where(line => line.Kind == "caseload").Select(line => line["on"]).ToHashSet(StringComparer.Ordinal),
        _lines.Where(line => line.Kind == "sickness").Select(line => line["month"]).ToHashSet(StringComparer.Ordinal));

    /// <summary>Judges every row: what the file brings, or everything that is wrong by line and column.</summary>
    /// <param name="book">What is there already.</param>
    public (IReadOnlyList<EstablishmentUnit> Units, EstablishmentCounts Counts, IReadOnlyList<FieldError> Errors) Judge(EstablishmentBook book)
    {
        _book = book;
        ILookup<string, EstablishmentLine> lines = _lines.ToLookup(line => line.Kind, StringComparer.Ordinal);
        foreach (var line in _lines.Where(line => line.Kind is not ("post" or "employment" or "agency" or "position" or "leaving" or "caseload" or "sickness")))
        {
            line.Expect("kind", "post, employment, agency, position, leaving, caseload or sickness");
        }

        foreach (var line in lines["post"])
        {
            if (line.Given("post_reference") is { } reference && !_postLines.TryAdd(reference, line))
            {
                line.Expect("post_reference", $"a reference of its own; line {_postLines[reference].Number} has this one");
            }
        }

        // Everybody first: a later row can show that two rows before it are about one person.
        Each(lines["agency"].Concat(lines["employment"]), line => _somebodyOf.Add(line, Recognise(line)));
        Each(lines["post"], TakePost);
        Each(lines["agency"], TakeStint);
        Each(lines["employment"], TakeEmployment);
        Each(lines["position"].OrderBy(line => line["effective_on"], StringComparer.Ordinal), TakePosition);
        Each(lines["employment"].Where(line => (line.Given("last_day_on"), line.Given("leaving_reason")) != (null, null)), line =>
        {
            if (_memberOf.TryGetValue(line, out var member))
            {
                Leave(line, member);
            }
        });
        Each(lines["leaving"], TakeLeaving);
        CheckSideBySide();
        TakeCaseloads(lines["caseload"]);
        TakeSickness(lines["sickness"]);
        _units.AddRange(_members.Where(member => member.Events.Count > 0).Select(member => member.Unit(_identity)));
        return (
            _units,
            new(
                _lines.Count,
                lines["post"].Count(),
                lines["employment"].Count(),
                lines["agency"].Count(),
                lines["position"].Count(),
                _members.Count(member => member.Events.OfType<EmploymentLeft>().Any()),
                _units.Count(unit => unit.Caseload is not null),
                _units.Count(unit => unit.Sickness is not null)),
            [.. _errors.OrderBy(error => int.Parse(error.Field.Split(' ', ',')[1], CultureInfo.InvariantCulture))]);
    }

    private static void Each(IEnumerable<EstablishmentLine> lines, Action<EstablishmentLine> take)
    {
        foreach (var line in lines)
        {
            take(line);
        }
    }

    private void TakePost(EstablishmentLine line)
    {
        line.ExpectOnly(Columns, "kind", "post_reference", "role", "team", "grade", "fte", "over_established", "established_on", "closed_on");
        var reference = line.Text("post_reference");
        if (_book.Posts.ContainsKey(reference))
        {
            line.Expect("post_reference", "a reference that no post has yet");
        }

        var (establishedOn, closedOn) = (line.DateIfAny("established_on"), line.DateIfAny("closed_on"));
        if (closedOn < establishedOn)
        {
            line.Expect("closed_on", "established_on or later");
        }

        Post post = new(
            PostId(line), reference, line.Text("role"), line.Text("team"), line.Text("grade"), line.Fte(), line.YesOrNo("over_established"), establishedOn);
        _units.Add(new(line.Number, post.Id, true)
        {
            Post = closedOn is { } on ? [new PostEstablished(post), new PostClosed(on)] : [new PostEstablished(post)],
        });
    }

    private void TakeStint(EstablishmentLine line)
    {
        line.ExpectOnly(
            Columns,
            "kind", "post_reference", "role", "team", "grade", "fte", "name", "email", "registration_number", "started_on", "last_day_on", "hourly_rate", "covers_vacancy");
        var (postId, filled) = PostOf(line);
        var somebody = _somebodyOf[line].Root;
        var startedOn = line.Date("started_on");
        var lastDayOn = line.DateIfAny("last_day_on");
        if (lastDayOn < startedOn)
        {
            line.Expect("last_day_on", "started_on or later");
        }

        AgencyStint stint = new(
            _identity.NewId("stint", line.Number),
            somebody.Id(_identity),
            line.Text("role", filled),
            line.Text("team", filled),
            line.Fte(filled),
            startedOn ?? default,
            null,
            line.YesOrNo("covers_vacancy"),
            line.Pence("hourly_rate"),
            postId);
        somebody.Stints.Add(stint with { LastDayOn = lastDayOn });
        _units.Add(new(line.Number, stint.Id, true)
        {
            Person = somebody.TakePerson(_identity),
            Stint = lastDayOn is { } on ? [new StintBegan(stint), new StintEnded(on)] : [new StintBegan(stint)],
        });
    }

    private void TakeEmployment(EstablishmentLine line)
    {
        line.ExpectOnly(
            Columns,
            "kind", "post_reference", "role", "team", "grade", "fte", "contract", "name", "email", "registration_number", "started_on", "probation_ends_on", "last_day_on",
            "leaving_reason", "qualified_on", "asye_passed_on", "payroll_reference");
        var (postId, filled) = PostOf(line);
        var somebody = _somebodyOf[line].Root;
        var startedOn = line.Date("started_on");
        var probationEndsOn = line.DateIfAny("probation_ends_on");
        Position position = new(startedOn ?? default, line.Text("role", filled), line.Text("team", filled), line.Text("grade", filled), line.Fte(filled));
        var contract = line.Contract();
        var reference = line.Given("payroll_reference");
        AssessedYear year = new(line.DateIfAny("qualified_on"), null, line.DateIfAny("asye_passed_on", _today));
        if (reference is not null && !EmploymentDecisions.IsReference(reference))
        {
            line.Expect("payroll_reference", EmploymentDecisions.ReferenceExpected);
        }

        if (year.PassedOn < year.QualifiedOn)
        {
            line.Expect("asye_passed_on", "qualified_on or later");
        }

        if (startedOn is not { } first || position.Role.Length == 0 || position.Team.Length == 0 || position.Grade.Length == 0)
        {
            return;
        }

        var id = _identity.NewId("emp", line.Number);
        Member member = new(line, somebody, null);
        if (!member.Take(line, EmploymentDecisions.Start(id, somebody.Id(_identity), null, postId, contract, position, probationEndsOn, somebody.StintBefore(first)?.Id)))
        {
            return;
        }

        if (reference is not null && ReferenceHolders(reference) is { Count: > 0 } holders)
        {
            if (holders.Find(holder => holder.Somebody.Root != somebody.Root) is { } other)
            {
                line.Expect(
                    "payroll_reference",
                    other.Line is { } taken ? $"a reference of this person alone; line {taken.Number} has it" : "a reference of this person alone; somebody employed already has it");
            }
        }

        if (reference is not null)
        {
            member.Add(new ReferencesRecorded(reference));
            ReferenceHolders(reference).Add(member);
        }

        if (year is not { QualifiedOn: null, PassedOn: null })
        {
            member.Add(new AssessedYearRecorded(year));
        }

        somebody.Members.Add(member);
        _members.Add(member);
        _memberOf.Add(line, member);
    }

    private void TakePosition(EstablishmentLine line)
    {
        line.ExpectOnly(Columns, "kind", "payroll_reference", "effective_on", "role", "team", "grade", "fte");
        var effectiveOn = line.Date("effective_on");
        if (effectiveOn is not { } on || Employed(line, on) is not { } member)
        {
            return;
        }

        var now = member.State.PositionOn(on)!;
        Position position = new(
            on, line.Given("role") ?? now.Role, line.Given("team") ?? now.Team, line.Given("grade") ?? now.Grade, line.Given("fte") is null ? now.Fte : line.Fte());
        if (member.Changed.TryGetValue(on, out var before))
        {
            line.Expect("effective_on", $"another day; line {before} says what they do from this one on");
        }
        else if (member.Take(line, EmploymentDecisions.ChangePosition(member.State, position)))
        {
            member.Changed.Add(on, line.Number);
        }
    }

    private void TakeLeaving(EstablishmentLine line)
    {
        line.ExpectOnly(Columns, "kind", "payroll_reference", "last_day_on", "leaving_reason");
        if (line.Date("last_day_on", _today) is { } lastDayOn && Employed(line, lastDayOn) is { } member)
        {
            Leave(line, member);
        }
    }

    private void Leave(EstablishmentLine line, Member member)
    {
        if (line.Date("last_day_on", _today) is not { } lastDayOn || line.Reason() is not { } reason)
        {
            return;
        }

        if (lastDayOn < member.State.StartedOn)
        {
            line.Expect("last_day_on", $"the first day, {member.State.StartedOn:yyyy-MM-dd}, or later");
        }
        else if (member.Changed.Where(change => change.Key > lastDayOn).OrderBy(change => change.Value).FirstOrDefault() is { Value: > 0 } later)
        {
            line.Expect("last_day_on", $"the day of every change or later; line {later.Value} has one on {later.Key:yyyy-MM-dd}");
        }
        else
        {
            member.Take(line, EmploymentDecisions.Leave(member.State, lastDayOn, reason, _today));
        }
    }

    private void CheckSideBySide()
    {
        foreach (var member in _members.Where(member => member.Events.Count > 0))
        {
            var others = member.Somebody.Members.Where(other => other.Line is null || other.Line.Number < member.Line?.Number);
            if (ConcurrentEmployments.Conflict(member.State, others.Select(other => other.State)) is { } conflict)
            {
                member.FirstLine!.Expect(conflict);
            }
        }
    }

    private void TakeCaseloads(IEnumerable<EstablishmentLine> lines)
    {
        Dictionary<DateOnly, Dictionary<string, (EstablishmentLine Line, int Cases)>> days = [];
        foreach (var line in lines)
        {
            line.ExpectOnly(Columns, "kind", "payroll_reference", "email", "on", "cases", "reason");
            var on = line.Date("on", _today);
            var cases = line.Whole("cases", CaseloadSnapshots.MostCases);
            if (on is not { } day || cases is not { } held || Holder(line, day) is not { } holder)
            {
                continue;
            }

            if (!days.TryGetValue(day, out var counted))
            {
                days.Add(day, counted = new(StringComparer.Ordinal));
            }

            if (!counted.TryAdd(holder, (line, held)))
            {
                line.Expect(line.Given("payroll_reference") is null ? "email" : "payroll_reference", $"somebody once a day; line {counted[holder].Line.Number} counts theirs");
            }
        }

        foreach (var (day, counted) in days)
        {
            var known = _book.Caseloads.GetValueOrDefault(day);
            var first = counted.Values.First().Line;
            if (Reason(first, counted.Values.Select(count => count.Line), counted.Count, known is not null, "the day") is var (reason, good) && good)
            {
                var id = CaseloadSnapshots.IdOf(day);
                _units.Add(new(first.Number, id, known is null)
                {
                    Caseload = [new CaseloadCounted(id, day, new(null, [.. counted.Select(count => new HeldCases(count.Key, count.Value.Cases))]), reason)],
                });
            }
        }
    }

    private void TakeSickness(IEnumerable<EstablishmentLine> lines)
    {
        Dictionary<DateOnly, Dictionary<string, (EstablishmentLine Line, decimal Days)>> months = [];
        foreach (var line in lines)
        {
            line.ExpectOnly(Columns, "kind", "payroll_reference", "month", "days", "reason");
            var startsOn = line.Month("month", _today);
            var lost = line.Days("days", SicknessReturns.MostDays);
            if (startsOn is not { } month || lost is not { } days || EmployedIn(line, month, month.AddMonths(1).AddDays(-1)) is not { } member)
            {
                continue;
            }

            if (!months.TryGetValue(month, out var returned))
            {
                months.Add(month, returned = new(StringComparer.Ordinal));
            }

            if (!returned.TryAdd(member.State.Id, (line, days)))
            {
                line.Expect("payroll_reference", $"somebody once a month; line {returned[member.State.Id].Line.Number} has theirs");
            }
        }

        foreach (var (month, returned) in months)
        {
            var known = _book.Sickness.GetValueOrDefault(month);
            var first = returned.Values.First().Line;
            if (Reason(first, returned.Values.Select(one => one.Line), returned.Count, known is not null, "the month") is var (reason, good) && good)
            {
                var id = SicknessReturns.IdOf(month);
                _units.Add(new(first.Number, id, known is null)
                {
                    Sickness = [new SicknessReturned(id, month, [.. returned.Select(one => new DaysLost(one.Key, one.Value.Days))], reason)],
                });
            }
        }
    }

    private static (string? Reason, bool Good) Reason(EstablishmentLine first, IEnumerable<EstablishmentLine> lines, int count, bool known, string period)
    {
        var reason = lines.Select(line => line.Given("reason")).FirstOrDefault(given => given is not null);
        if (known && reason is null)
        {
            first.Expect("reason", $"why it is said again: {period} is on record already");
            return (null, false);
        }

        if (count > MostOfADay)
        {
            first.Expect("kind", $"at most {MostOfADay} rows for {period}");
            return (null, false);
        }

        return (known ? reason : null, true);
    }

    private string PostId(EstablishmentLine line) => _identity.NewId("post", line.Number);

    private (string? PostId, EstablishmentLine? Filled) PostOf(EstablishmentLine line)
    {
        var reference = line["post_reference"];
        if (_postLines.GetValueOrDefault(reference) is { } filled)
        {
            return (PostId(filled), filled);
        }

        var known = _book.Posts.GetValueOrDefault(reference);
        if (reference.Length > 0 && known is null)
        {
            line.Expect("post_reference", "a post of this file or one that is there already");
        }

        return (known?.Id, null);
    }

    // The person of a row: who has the address or the number in an earlier row, or is known already.
    private Somebody Recognise(EstablishmentLine line)
    {
        var (name, email, number) = (line["name"], line["email"], line.Given("registration_number"));
        foreach (var error in Contact.Validate(name, email))
        {
            line.Expect(error);
        }

        var (byEmail, byNumber) = (EstablishmentBook.EmailHandle(email), number is null ? null : EstablishmentBook.RegistrationHandle(number));
        var somebody = Find(byEmail);
        if (byNumber is not null && Find(byNumber) is { } other)
        {
            somebody = somebody is null ? other : somebody.Merge(other);
        }

        somebody ??= new Somebody(line.Number, new("", name, email, null, number, BeginEmployment.PrivacyNotice));
        if (number is not null && somebody.RegistrationNumber is { } told && EstablishmentBook.RegistrationHandle(told) != byNumber)
        {
            line.Expect("registration_number", "the number that this person has in the rows before, by e-mail address");
        }

        somebody.RegistrationNumber ??= number;
        _people[byEmail] = somebody;
        if (byNumber is not null)
        {
            _people[byNumber] = somebody;
        }

        return somebody;
    }

    private Somebody? Find(string handle)
    {
        if (_people.TryGetValue(handle, out var somebody))
        {
            return somebody.Root;
        }

        if (_book.PersonOf.GetValueOrDefault(handle) is not { } personId)
        {
            return null;
        }

        return _people[handle] = Known(personId);
    }

    private Somebody Known(string personId)
    {
        if (_people.TryGetValue(personId, out var known))
        {
            return known.Root;
        }

        Somebody somebody = new(0, null) { KnownId = personId };
        somebody.Stints.AddRange(_book.StintsOf[personId]);
        foreach (var employment in _book.EmploymentsOf[personId])
        {
            Member member = new(null, somebody, employment);
            somebody.Members.Add(member);
            _members.Add(member);
        }

        return _people[personId] = somebody;
    }

    private List<Member> ReferenceHolders(string reference)
    {
        if (!_byPayroll.TryGetValue(reference, out var holders))
        {
            holders = _book.PersonWithReference.GetValueOrDefault(reference) is { } personId
                ? [.. Known(personId).Members.Where(member => member.State.PayrollReference == reference)]
                : [];
            _byPayroll.Add(reference, holders);
        }

        return holders;
    }

    // The employment that a payroll reference names: of somebody employed again, the one of that time.
    private Member? EmployedIn(EstablishmentLine line, DateOnly from, DateOnly to)
    {
        var holders = line.Given("payroll_reference") is { } reference ? ReferenceHolders(reference) : [];
        if (holders.Count == 0)
        {
            line.Expect("payroll_reference", "the reference of an employment of this file or of one that is there already");
            return null;
        }

        var member = holders.FindLast(holder => holder.State.StartedOn <= to && (holder.State.Leaving is null || holder.State.Leaving.LastDayOn >= from));
        if (member is null)
        {
            line.Expect("payroll_reference", from == to
                ? $"somebody who was employed on {from:yyyy-MM-dd}; this is not"
                : $"somebody who was employed from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}; this is not");
        }

        return member;
    }

    private Member? Employed(EstablishmentLine line, DateOnly on) => EmployedIn(line, on, on);

    private string? Holder(EstablishmentLine line, DateOnly on)
    {
        if (line.Given("payroll_reference") is not null || line.Given("email") is not { } email)
        {
            return Employed(line, on)?.State.Id;
        }

        var somebody = Find(EstablishmentBook.EmailHandle(email));
        var holder = somebody?.Stints.LastOrDefault(stint => stint.OnDutyOn(on))?.Id ?? somebody?.Members.LastOrDefault(member => member.State.InPostOn(on))?.State.Id;
        if (holder is null)
        {
            line.Expect("email", $"somebody of this file or known already who was at work on {on:yyyy-MM-dd}");
        }

        return holder;
    }

    /// <summary>A person, of the file or known before. Rows can turn out to be about one person only later: then one of the two stands for both.</summary>
    private sealed class Somebody(int line, Person? person)
    {
        private Somebody? _standsFor;
        private bool _taken;

        public string? KnownId { get; init; }

        public string? RegistrationNumber { get; set; } = person?.RegistrationNumber;

        public List<Member> Members { get; } = [];

        public List<AgencyStint> Stints { get; } = [];

        public Somebody Root => _standsFor?.Root ?? this;

        public string Id(CommandIdentity identity) => Root.KnownId ?? identity.NewId("per", line);

        // Somebody who came over from the agency: the newest stint begun before, if it went on until three months before at most.
        public AgencyStint? StintBefore(DateOnly startedOn) => Stints
            .Where(stint => stint.StartedOn < startedOn && !(stint.LastDayOn < startedOn.AddMonths(-3)))
            .MaxBy(stint => stint.StartedOn);

        // Written with the first row that is about them.
        public Person? TakePerson(CommandIdentity identity)
        {
            if (_taken || person is null)
            {
                return null;
            }

            _taken = true;
            return person with { Id = Id(identity), RegistrationNumber = RegistrationNumber };
        }

        public Somebody Merge(Somebody other)
        {
            if (other == this)
            {
                return this;
            }

            var (stays, goes) = other.KnownId is not null && KnownId is null ? (other, this) : (this, other);
            goes._standsFor = stays;
            stays.Members.AddRange(goes.Members);
            stays.Stints.AddRange(goes.Stints);
            stays.RegistrationNumber ??= goes.RegistrationNumber;
            return stays;
        }
    }

    /// <summary>An employment with what the file says of it.</summary>
    private sealed class Member(EstablishmentLine? line, Somebody somebody, Employment? known)
    {
        private readonly bool _begins = line is not null;
        private Employment? _state = known;

        public EstablishmentLine? Line => line;

        public EstablishmentLine? FirstLine { get; private set; }

        public Somebody Somebody => somebody.Root;

        public Employment State => _state!;

        public List<EmploymentEvent> Events { get; } = [];

        public SortedDictionary<DateOnly, int> Changed { get; } = [];

        public void Add(EmploymentEvent happened)
        {
            _state = Employment.Apply(_state, happened);
            Events.Add(happened);
        }

        public bool Take(EstablishmentLine by, Decision<EmploymentEvent> decision)
        {
            if (decision.IsRefused(out var refusal))
            {
                foreach (var error in refusal.Fields.Count > 0 ? refusal.Fields : [new("kind", refusal.Message)])
                {
                    by.Expect(error);
                }

                return false;
            }

            FirstLine ??= by;
            foreach (var happened in decision.Events)
            {
                Add(happened);
            }

            return true;
        }

        public EstablishmentUnit Unit(CommandIdentity identity) => new(FirstLine!.Number, State.Id, _begins)
        {
            Person = Somebody.TakePerson(identity),
            Employment = Events,
        };
    }
}
