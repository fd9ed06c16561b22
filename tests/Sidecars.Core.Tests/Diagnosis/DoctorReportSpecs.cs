using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Diagnosis;

public sealed class DoctorReportSpecs
{
    private readonly DoctorReport _report = new();

    [Fact]
    public void The_columns_are_aligned_and_each_fix_stands_under_its_finding()
    {
        _report.Add(Check.Ok("api", "answers"));
        _report.Add(Check.Warning("clock", "20 seconds behind", "Set it right."));
        _report.Add(Check.Failed("installation acme", ExitCode.Refused, "is suspended", "Ask the owner."));
        _report.Add(["git acme/web"], "installation acme");

        Assert.Equal(
            """
            ok       api                answers
            warn     clock              20 seconds behind
                                  fix:  Set it right.
            FAIL     installation acme  is suspended
                                  fix:  Ask the owner.
            skipped  git acme/web       needs installation acme
            1 ok, 1 warn, 1 FAIL, 1 skipped

            """,
            _report.ToString());
    }

    [Fact]
    public void The_first_failure_gives_the_exit_code()
    {
        _report.Add(Check.Warning("clock", "20 seconds behind", "Set it right."));
        Assert.Equal(ExitCode.Done, _report.ExitCode);

        _report.Add(Check.Failed("private-key", ExitCode.Key, "it is damaged", "Download a new one."));
        _report.Add(Check.Failed("output", ExitCode.CannotWrite, "there is none", "Mount one."));
        Assert.Equal(ExitCode.Key, _report.ExitCode);
    }

    [Fact]
    public void What_others_wrote_cannot_make_lines_move_the_cursor_or_show_a_token()
    {
        _report.Add(Check.Failed("app\r\nok", ExitCode.Refused, "\e[2J\u009b31m\u2028\u202Eghs_0123456789abcdefghijABCDEFGHIJ012345", "a\tb"));

        var lines = _report.ToString().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("FAIL     app  ok  ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("[token]", lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u202E' or '\u2028'));
    }

    [Fact]
    public void What_is_long_is_cut()
    {
        _report.Add(Check.Ok("app", new string('x', 5000)));

        Assert.InRange(_report.ToString().Length, 400, 500);
    }

    [Fact]
    public void A_refusal_is_told_with_its_status_and_has_the_known_advice()
    {
        var check = Check.Failed("token", new GitHubException(ExitCode.Refused, "Anything. Else.") { Status = 403, Answer = "IP allow list enabled" });

        Assert.Equal("GitHub answers 403 \"IP allow list enabled\"", check.Finding);
        Assert.Contains("add its egress address", check.Fix, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, check.ExitCode);
    }

    [Fact]
    public void A_limit_says_how_long_to_wait()
    {
        var check = Check.Failed("app", new GitHubException(ExitCode.Unavailable, "x") { Status = 429, IsLimit = true, RetryAfter = TimeSpan.FromSeconds(90) });

        Assert.StartsWith("Wait 90 seconds,", check.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_failure_is_cut_into_finding_and_fix()
    {
        var check = Check.Failed("private-key", new SidecarException(ExitCode.Key, "The key is damaged. Download a new one."));

        Assert.Equal(("The key is damaged", "Download a new one."), (check.Finding, check.Fix));
    }
}
