using Sidecars.Cli;

namespace Sidecars.Diagnosis;

/// <summary>Prints findings as a table, each as soon as it is there.</summary>
internal sealed class Report(TextWriter output)
{
    private const int CheckWidth = 28;

    /// <summary>Of the first thing that is wrong.</summary>
    public ExitCode ExitCode { get; private set; }

    public int Failures { get; private set; }

    /// <summary>What came from outside is in it: control characters and tokens are taken out.</summary>
    public Finding Add(Finding finding)
    {
        if (finding.Verdict == Verdict.Fail)
        {
            ExitCode = Failures++ == 0 ? finding.ExitCode : ExitCode;
        }

        var verdict = finding.Verdict switch { Verdict.Ok => "ok", Verdict.Warn => "warn", Verdict.Fail => "FAIL", _ => "-" };
        output.WriteLine($"{verdict,-4}  {Redaction.Clean(finding.Check).PadRight(CheckWidth)}  {Redaction.Clean(finding.Text)}");
        return finding;
    }
}
