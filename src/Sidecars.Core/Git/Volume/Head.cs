using Sidecars.Repositories;

namespace Sidecars.Git.Volume;

/// <summary>Where HEAD leads: to a branch, or to a commit alone.</summary>
internal sealed record Head(string? Branch, string? Commit)
{
    private const string BranchPrefix = "ref: refs/heads/";

    /// <summary>Null for what git would not write.</summary>
    public static Head? Parse(string text)
        => text.StartsWith(BranchPrefix, StringComparison.Ordinal) && Repository.IsRef(text[BranchPrefix.Length..]) ? new(text[BranchPrefix.Length..], null)
            : ObjectId.IsWhole(text) ? new(null, text)
            : null;

    /// <summary>As the file has it.</summary>
    public string Text => Branch is null ? $"{Commit}\n" : $"{BranchPrefix}{Branch}\n";

    /// <summary>The commit it leads to; null for a branch that has none yet.</summary>
    public string? CommitIn(IReadOnlyDictionary<string, string> references) => Branch is null ? Commit : references.GetValueOrDefault($"refs/heads/{Branch}");
}
