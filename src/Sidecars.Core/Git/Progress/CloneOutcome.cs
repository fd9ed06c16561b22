namespace Sidecars.Git.Progress;

/// <summary>How a clone ended well.</summary>
/// <param name="Commit">Where HEAD is.</param>
/// <param name="Message">For people: what was done, or why nothing had to be.</param>
public sealed record CloneOutcome(string Commit, string Message = "Repository cloned successfully");
