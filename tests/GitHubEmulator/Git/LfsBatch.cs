namespace GitHubEmulator.Git;

/// <summary>The objects a Git LFS client wants to get or to leave here.</summary>
/// <param name="Operation"><c>download</c> or <c>upload</c>.</param>
internal sealed record LfsBatch(string Operation, IReadOnlyList<LfsObject> Objects)
{
    public bool Uploads => Operation == "upload";
}
