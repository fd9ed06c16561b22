using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>One way for a program to fail, with secrets in reach.</summary>
/// <param name="Says">Part of its last sentence, or of any line where it goes on.</param>
internal sealed record ErrorPath(string Name, int ExitCode, string Says, Func<Stage, Task> ArrangeAsync, params string[] Arguments)
{
    public ErrorPath(string name, int exitCode, string says, Action<Stage> arrange, params string[] arguments)
        : this(name, exitCode, says, stage => { arrange(stage); return Task.CompletedTask; }, arguments)
    {
    }

    /// <summary>Nothing is out of order but the arguments.</summary>
    public ErrorPath(string name, int exitCode, string says, params string[] arguments)
        : this(name, exitCode, says, _ => { }, arguments)
    {
    }

    /// <summary>What happens while it runs.</summary>
    public Func<Stage, Command, Task> MeanwhileAsync { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>It takes minutes: the program is patient.</summary>
    public bool IsLong { get; init; }

    /// <summary>Only what is shown counts, and not how it ends.</summary>
    public bool IsExamined { get; init; }

    public override string ToString() => Name;
}
