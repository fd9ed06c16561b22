using Sidecars.Retry;
using Sidecars.Support;

namespace Sidecars.Monitoring;

public sealed class HealthReportSpecs
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_report_says_what_was_written()
    {
        var report = new HealthReport(IsStarted: true, Moment.Now(_time).After(TimeSpan.FromHours(1)), Moment.Now(_time).SinceBoot);

        Assert.Equal(report, HealthReport.Parse(report.ToText()));
    }

    [Theory]
    [InlineData(2, long.MinValue)]
    [InlineData(2, long.MaxValue)]
    [InlineData(3, long.MinValue)]
    [InlineData(3, long.MaxValue)]
    [InlineData(4, long.MinValue)]
    [InlineData(4, long.MaxValue)]
    public void A_report_with_times_that_cannot_be_is_none(int position, long value)
    {
        var words = new HealthReport(IsStarted: true, Moment.Now(_time), TimeSpan.Zero).ToText().Split(' ');
        words[position] = $"{value}";

        Assert.Null(HealthReport.Parse(string.Join(' ', words)));
    }
}
