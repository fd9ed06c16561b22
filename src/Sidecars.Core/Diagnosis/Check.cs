using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Diagnosis;

/// <summary>One line of the doctor's table.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Finding">What it is like.</param>
/// <param name="Fix">What helps, as one sentence; null where nothing has to be done.</param>
/// <param name="ExitCode">How a program ends that meets this; <see cref="ExitCode.Done"/> for what is no failure.</param>
public sealed record Check(string Name, Verdict Verdict, string Finding, string? Fix = null, ExitCode ExitCode = ExitCode.Done)
{
    public static Check Ok(string name, string finding) => new(name, Verdict.Ok, finding);

    public static Check Warning(string name, string finding, string fix) => new(name, Verdict.Warning, finding, fix);

    public static Check Failed(string name, ExitCode exitCode, string finding, string fix) => new(name, Verdict.Failure, finding, fix, exitCode);

    /// <param name="needed">What has to be right first.</param>
    public static Check Needs(string name, string needed) => new(name, Verdict.Skipped, $"needs {needed}");

    public static Check Skipped(string name, string reason) => new(name, Verdict.Skipped, reason);

    /// <summary>What a program would have ended with.</summary>
    /// <param name="fix">Null for the advice that the failure brings itself.</param>
    public static Check Failed(string name, SidecarException failure, string? fix = null)
    {
        if (failure is GitHubException { Status: { } status } refusal)
        {
            var said = $"GitHub answers {status}{(refusal.Answer.Length > 0 ? $" \"{refusal.Answer}\"" : "")}";
            return refusal.IsLimit
                ? Failed(name, failure.ExitCode, said, $"Wait {(refusal.RetryAfter is { } wait ? $"{wait.TotalSeconds:0} seconds" : "a while")}, and ask GitHub less often or with another App.")
                : Failed(name, failure.ExitCode, said, fix ?? KnownRefusal.Of(status, refusal.Answer).Advice);
        }

        // A failure's sentences: first what it is, then what to do.
        var end = failure.Message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0
            ? Failed(name, failure.ExitCode, failure.Message.TrimEnd('.'), fix ?? "Correct what the finding names.")
            : Failed(name, failure.ExitCode, failure.Message[..end], fix ?? failure.Message[(end + 2)..]);
    }
}
