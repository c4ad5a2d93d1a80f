using RecruitRetain.Reporting;

namespace RecruitRetain.Tests.Reporting;

public class PublicationTests
{
    [Fact]
    public void A_small_number_beside_a_published_total_takes_the_next_smallest_with_it()
    {
        var publication = new Publication();
        var teams = Counts(publication, 3, 20, 11, 40);
        publication.Sum(publication.State(74), teams);

        var shown = publication.Suppress();

        Assert.Equal([false, true, false, true], teams.Select(shown.Shows));
        Attacker.FindsNothing(publication, shown);
    }

    [Fact]
    public void Two_small_numbers_of_one_total_hide_each_other()
    {
        var publication = new Publication();
        var teams = Counts(publication, 5, 5, 12);
        publication.Sum(publication.State(22), teams);
        var ones = Counts(publication, 1, 1, 7);
        publication.Sum(publication.State(9), ones);

        var shown = publication.Suppress();

        Assert.Equal([false, false, true], teams.Select(shown.Shows));
        Assert.Equal([false, false, true], ones.Select(shown.Shows));
        Attacker.FindsNothing(publication, shown);
    }

    [Fact]
    public void A_rate_goes_where_its_denominator_would_give_the_number_back()
    {
        var publication = new Publication();
        var (part, whole) = (publication.State(3), publication.State(57));
        var share = publication.Share(part, whole);

        var shown = publication.Suppress();

        Assert.Equal((false, true, false), (shown.Shows(part), shown.Shows(whole), shown.Shows(share)));
        Attacker.FindsNothing(publication, shown);
    }

    [Fact]
    public void Those_outside_a_share_are_protected_like_those_inside()
    {
        var publication = new Publication();
        var (part, whole) = (publication.State(54), publication.State(57));
        var share = publication.Share(part, whole);

        var shown = publication.Suppress();

        Assert.False(shown.Shows(share));
        Assert.False(shown.Shows(part) && shown.Shows(whole));
        Attacker.FindsNothing(publication, shown);
    }

    [Fact]
    public void Shares_of_one_cohort_give_away_few_who_left_between_them()
    {
        // 40 started; 8 left by month 12 and 2 more by month 18.
        var publication = new Publication();
        var started = publication.State(40);
        var (by12, between, by18) = (publication.Imply(8), publication.Imply(2), publication.Imply(10));
        var (stay12, stay18) = (publication.Imply(32), publication.Imply(30));
        publication.Sum(by18, by12, between);
        publication.Sum(started, stay12, by12);
        publication.Sum(started, stay18, by18);
        var (share12, share18) = (publication.Share(stay12, by12, started), publication.Share(stay18, by18, started));

        var shown = publication.Suppress();

        Assert.Equal((true, true), (shown.Shows(started), shown.Shows(share12) ^ shown.Shows(share18)));
        Attacker.FindsNothing(publication, shown);
    }

    [Fact]
    public void A_number_in_two_tables_is_protected_in_both()
    {
        // Joiners by team, and joiners by contract: the small team is in both totals.
        var publication = new Publication();
        var total = publication.State(30);
        var teams = Counts(publication, 2, 12, 16);
        var contracts = Counts(publication, 4, 9, 17);
        publication.Sum(total, teams);
        publication.Sum(total, contracts);
        publication.Sum(contracts[1], teams[0], publication.State(7));

        var shown = publication.Suppress();

        Assert.False(shown.Shows(teams[0]));
        Attacker.FindsNothing(publication, shown);
    }

    [Fact]
    public void Large_numbers_and_noughts_are_all_shown()
    {
        var publication = new Publication();
        var teams = Counts(publication, 0, 6, 12);
        var total = publication.State(18);
        publication.Sum(total, teams);
        var share = publication.Share(teams[1], total);

        var shown = publication.Suppress();

        Assert.All(teams.Append(total), count => Assert.True(shown.Shows(count)));
        Assert.True(shown.Shows(share));
    }

    [Fact]
    public void Of_five_hundred_councils_nothing_small_can_be_worked_back()
    {
        for (var seed = 1; seed <= 500; seed++)
        {
            var publication = RandomCouncil(new Random(seed));
            Attacker.FindsNothing(publication, publication.Suppress());
        }
    }

    [Fact]
    public void The_attacker_finds_what_leaving_out_small_numbers_alone_would_give_away()
    {
        var publication = new Publication();
        var teams = Counts(publication, 3, 20, 11);
        publication.Sum(publication.State(34), teams);

        Assert.True(Attacker.Pins(publication, count => !count.IsSmall, _ => true, teams[0]));
    }

    // Teams by what became of people, with totals both ways, shares of both, and a cohort that is a part of the whole.
    private static Publication RandomCouncil(Random random)
    {
        var publication = new Publication();
        var (teams, kinds) = (random.Next(2, 7), random.Next(1, 4));
        var cells = Enumerable.Range(0, teams).Select(_ => Enumerable.Range(0, kinds).Select(_ => publication.State(Few(random))).ToArray()).ToArray();
        var ofTeams = cells.Select(row => publication.State(row.Sum(cell => cell.Value))).ToList();
        var ofKinds = Enumerable.Range(0, kinds).Select(kind => publication.State(cells.Sum(row => row[kind].Value))).ToList();
        for (var team = 0; team < teams; team++)
        {
            publication.Sum(ofTeams[team], cells[team]);
            publication.Share(cells[team][0], ofTeams[team]);
        }

        for (var kind = 0; kind < kinds; kind++)
        {
            publication.Sum(ofKinds[kind], [.. cells.Select(row => row[kind])]);
        }

        var all = publication.State(ofTeams.Sum(team => team.Value));
        publication.Sum(all, ofTeams);
        publication.Sum(all, ofKinds);
        var stay = publication.Imply(random.Next(all.Value + 1));
        publication.Share(stay, all);
        return publication;
    }

    private static int Few(Random random) => random.Next(4) switch
    {
        0 => random.Next(0, 3),
        1 => random.Next(1, 6),
        2 => random.Next(0, 30),
        _ => random.Next(6, 60),
    };

    private static PeopleCount[] Counts(Publication publication, params int[] values) => [.. values.Select(publication.State)];
}
