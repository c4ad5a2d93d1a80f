using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class RecruitmentNumbersTests
{
    private static readonly Dictionary<string, DateOnly> Approved = new() { ["vac_1"] = new(2026, 3, 1) };

    [Fact]
    public void A_requisition_approved_on_1_March_and_an_offer_accepted_on_30_March_took_29_days_to_fill()
    {
        var numbers = RecruitmentNumbers.Of(
            [Course("Submitted 2026-03-05", "Shortlisted 2026-03-10", "InterviewScheduled 2026-03-11", "Interviewed 2026-03-20", "Offered 2026-03-25", "OfferAccepted 2026-03-30")],
            Approved);

        Assert.Equal((1, 29m, 29m), (numbers.TimeToFill.Count, numbers.TimeToFill.MedianDays, numbers.TimeToFill.MeanDays));
        Assert.Equal(25m, numbers.TimeToHire.MedianDays);
        Assert.Equal((0, null), (numbers.TimeToStart.Count, numbers.TimeToStart.MedianDays));
    }

    [Fact]
    public void Time_to_start_ends_with_the_first_day_not_with_its_recording()
    {
        var started = Course("Submitted 2026-03-05", "Offered 2026-03-25", "OfferAccepted 2026-03-30", "Cleared 2026-04-20", "Started 2026-05-04") with { StartedOn = new(2026, 5, 1) };

        Assert.Equal(61m, RecruitmentNumbers.Of([started], Approved).TimeToStart.MedianDays);
    }

    [Fact]
    public void Of_20_offers_made_15_accepted_and_2_pending_are_75_per_cent_of_made_and_83_3_of_decided()
    {
        var offers = RecruitmentNumbers.Of(
            [
                .. Enumerable.Repeat(Course("Submitted 2026-03-02", "Offered 2026-03-20", "OfferAccepted 2026-03-23"), 15),
                .. Enumerable.Repeat(Course("Submitted 2026-03-02", "Offered 2026-03-20", "OfferDeclined 2026-03-23"), 3),
                .. Enumerable.Repeat(Course("Submitted 2026-03-02", "Offered 2026-03-20"), 2),
                Course("Submitted 2026-03-02", "NotShortlisted 2026-03-20"),
            ],
            Approved).Offers;

        Assert.Equal((20, 15, 3, 0, 0, 2), (offers.Made, offers.Accepted, offers.Declined, offers.Lapsed, offers.Ended, offers.Pending));
        Assert.Equal((75.0m, 83.3m), (offers.AcceptedOfMade, offers.AcceptedOfDecided));
    }

    [Fact]
    public void Only_the_last_offer_of_an_application_counts_and_an_acceptance_stays_one()
    {
        var offers = RecruitmentNumbers.Of(
            [
                Course("Submitted 2026-03-02", "Offered 2026-03-20", "OfferDeclined 2026-03-23", "Offered 2026-03-24", "OfferAccepted 2026-03-25", "Withdrawn 2026-04-01"),
                Course("Submitted 2026-03-02", "Offered 2026-03-20", "OfferLapsed 2026-03-27", "Rejected 2026-03-30"),
                Course("Submitted 2026-03-02", "Offered 2026-03-20", "Withdrawn 2026-03-21"),
            ],
            Approved).Offers;

        Assert.Equal((3, 1, 0, 1, 1, 0), (offers.Made, offers.Accepted, offers.Declined, offers.Lapsed, offers.Ended, offers.Pending));
        Assert.Equal((33.3m, 33.3m), (offers.AcceptedOfMade, offers.AcceptedOfDecided));
    }

    [Fact]
    public void Nobody_is_not_computable()
    {
        var numbers = RecruitmentNumbers.Of([], Approved);

        Assert.Equal(0, numbers.Applications);
        Assert.Null(numbers.TimeToFill.MeanDays);
        Assert.Null(numbers.Offers.AcceptedOfMade);
        Assert.All(numbers.Stages, stage => Assert.Null(stage.OfAll));
        Assert.Empty(numbers.Sources);
    }

    [Fact]
    public void Stages_tell_who_came_how_far_and_how_long_it_took()
    {
        var stages = RecruitmentNumbers.Of(
            [
                Course("Submitted 2026-03-02", "Shortlisted 2026-03-04", "InterviewScheduled 2026-03-05", "Shortlisted 2026-03-06", "Rejected 2026-03-09"),
                Course("Submitted 2026-03-02", "Shortlisted 2026-03-05"),
                Course("Submitted 2026-03-02", "NotShortlisted 2026-03-09"),
            ],
            Approved).Stages;

        Assert.Equal(
            [(ApplicationState.Submitted, 3, (decimal?)null, 100.0m), (ApplicationState.Shortlisted, 2, 66.7m, 66.7m), (ApplicationState.InterviewScheduled, 1, 50.0m, 33.3m), (ApplicationState.Interviewed, 0, 0.0m, 0.0m)],
            stages.Take(4).Select(stage => (stage.State, stage.Reached, stage.OfPrevious, stage.OfAll)));
        Assert.Equal((3, 3m, 4m), (stages[0].Stay.Count, stages[0].Stay.MedianDays, stages[0].Stay.MeanDays));
        Assert.Equal((2, 2m, 2m), (stages[1].Stay.Count, stages[1].Stay.MedianDays, stages[1].Stay.MeanDays));
    }

    [Fact]
    public void A_source_is_worth_what_has_started_from_it()
    {
        var sources = RecruitmentNumbers.Of(
            [
                Course("Submitted 2026-03-02", "Shortlisted 2026-03-04", "Offered 2026-03-20", "OfferAccepted 2026-03-23", "Cleared 2026-04-01", "Started 2026-05-01") with { Source = "a-friend" },
                Course("Submitted 2026-03-02", "Shortlisted 2026-03-04") with { Source = "council-website" },
                Course("Submitted 2026-03-02") with { Source = "council-website" },
                Course("Submitted 2026-03-02"),
            ],
            Approved).Sources;

        Assert.Equal(
            [("a-friend", 1, 1, 1, 100.0m), ("council-website", 2, 1, 0, 0.0m), (null, 1, 0, 0, 0.0m)],
            sources.Select(source => (source.Source, source.Applications, source.Shortlisted, source.Started, source.StartedOfApplications!.Value)));
    }

    private static ApplicationCourse Course(params string[] stages) => new(
        "vac_1",
        null,
        [.. stages.Select(stage => stage.Split(' ')).Select(parts => new StageReached(parts[0], DateTimeOffset.Parse($"{parts[1]}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)))],
        null);
}
