using Sidecars.Cli;

namespace Sidecars.Diagnosis;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at, in a few words.</param>
/// <param name="Text">What is so; where something is wrong, a sentence that ends with what to do.</param>
/// <param name="ExitCode">How a program would end for it; <see cref="ExitCode.Done"/> when nothing is wrong.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Text, ExitCode ExitCode)
{
    public static Finding Ok(string check, string text) => new(check, Verdict.Ok, text, ExitCode.Done);

    public static Finding Warn(string check, string text) => new(check, Verdict.Warn, text, ExitCode.Done);

    public static Finding Fail(string check, SidecarException failure) => new(check, Verdict.Fail, failure.Message, failure.ExitCode);

    public static Finding Fail(string check, ExitCode exitCode, string text) => new(check, Verdict.Fail, text, exitCode);

    public static Finding Skipped(string check, string needs) => new(check, Verdict.Skipped, $"needs {needs}", ExitCode.Done);
}

internal enum Verdict
{
    Ok,
    Warn,
    Fail,
    Skipped,
}
