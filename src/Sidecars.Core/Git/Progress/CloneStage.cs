namespace Sidecars.Git.Progress;

/// <summary>Where a repository is on its way. Each begins with <see cref="Starting"/> and ends with one of the last two.</summary>
public enum CloneStage
{
    Starting,
    Cloning,
    Done,
    Error,
}
