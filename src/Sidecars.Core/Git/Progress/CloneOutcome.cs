namespace Sidecars.Git.Progress;

/// <summary>How a clone ended well.</summary>
/// <param name="Commit">Where HEAD is.</param>
/// <param name="Message">For people: what was done, or why nothing had to be.</param>
/// <param name="IsAsWanted">False where somebody's work kept the clone at another commit.</param>
public sealed record CloneOutcome(string Commit, string Message = "Repository cloned successfully", bool IsAsWanted = true);
