namespace Sidecars.Cli;

/// <summary>A failure the operator can act on. Its message is one whole sentence: what, why, what to do. It never holds a secret.</summary>
public class SidecarException(ExitCode exitCode, string sentence, Exception? cause = null) : Exception(sentence, cause)
{
    public ExitCode ExitCode { get; } = exitCode;
}
