using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Git.Running;

/// <summary>Tells from git's words what went wrong: its exit code is 128 for nearly everything.</summary>
/// <param name="Words">Part of what git (in the C locale) or GitHub prints.</param>
/// <param name="Status">The HTTP status behind it; 0 for none.</param>
internal sealed record GitFailure(string Words, int Status, ExitCode ExitCode, string Advice)
{
    private const string Later = "Try again later (githubstatus.com), or check DNS, proxy and certificate authorities.";
    private const string NoAccess = "Either it does not exist, or the token has no access to it: check the name, the repositories the token was minted for, and its contents permission.";
    private const string NoRoom = "Mount a volume there that this user may write to, with room for the repository.";

    private const string Damaged = "Objects of the clone that is there are missing, damaged, or not what their names say: use another directory, or move it away.";

    /// <summary>A token that is dead makes git ask for a user name instead of saying so.</summary>
    private const string Rejected = "GitHub rejected the token (401): it has expired or was revoked, or belongs to another host; is token-refresher running?";

    private const string Forbidden = "The token may not do this: check its contents permission, the organization's IP allow list and SAML.";
    private const string NoQuota = "The owner has used up what GitHub gives of Git LFS: they have to buy more of it, or leave out --lfs.";
    private const string NoObject = "A large file that the commit names was never uploaded there: have its author run git lfs push --all, or leave out --lfs.";

    /// <summary>In the order in which they are tried; at the end, what git-lfs says.</summary>
    private static readonly GitFailure[] Table =
    [
        new("No space left on device", 0, ExitCode.CannotWrite, NoRoom),
        new("Out of diskspace", 0, ExitCode.CannotWrite, NoRoom),
        new("unable to write file", 0, ExitCode.CannotWrite, NoRoom),
        new("insufficient permission", 0, ExitCode.CannotWrite, NoRoom),
        new("Read-only file system", 0, ExitCode.CannotWrite, NoRoom),
        new("invalid path '", 0, ExitCode.WrongCommit, "The commit holds a path that leads git astray; it is not checked out. Check who made it, or ask for another."),
        new("File name too long", 0, ExitCode.WrongCommit, "The commit holds a name that is too long for this file system: ask for another commit."),
        new("not a git repository: '", 0, ExitCode.InTheWay, "Somebody else changes the clone at the same time: let nobody, and try again."),
        new("hash mismatch", 0, ExitCode.InTheWay, Damaged),
        new("is corrupt", 0, ExitCode.InTheWay, Damaged),
        new("Permission denied", 0, ExitCode.CannotWrite, NoRoom),
        new("untracked working tree files would be overwritten", 0, ExitCode.InTheWay, "Files that git does not know stand where the commit has some: move them away."),
        new("would lose untracked files", 0, ExitCode.InTheWay, "Directories that git does not know stand where the commit has files: move them away."),
        new("already exists and is not an empty directory", 0, ExitCode.InTheWay, "Use another directory, or move what is there away."),
        new("would be overwritten by checkout", 0, ExitCode.InTheWay, "Changes that are not committed stand in the way: commit them, or move them away."),
        new(".lock': File exists", 0, ExitCode.InTheWay, "Another git works there, or one that was killed left its lock: if none runs, remove that file."),
        new("Repository not found", 404, ExitCode.Refused, NoAccess),
        new("' not found", 404, ExitCode.Refused, NoAccess),
        new("could not read Username", 401, ExitCode.Refused, Rejected),
        new("Authentication failed", 401, ExitCode.Refused, Rejected),
        new("returned error: 401", 401, ExitCode.Refused, Rejected),
        new("returned error: 403", 403, ExitCode.Refused, Forbidden),
        new("returned error: 404", 404, ExitCode.Refused, NoAccess),
        new("returned error: 3", 301, ExitCode.Refused, "GitHub redirects it, so it was probably renamed: use its new name."),
        new("rate limited by", 429, ExitCode.Unavailable, Later),
        new("returned error: 429", 429, ExitCode.Unavailable, Later),
        new("returned error: 5", 503, ExitCode.Unavailable, Later),
        new("not found in upstream", 0, ExitCode.WrongCommit, "There is no such branch or tag: check the ref."),
        new("couldn't find remote ref", 0, ExitCode.WrongCommit, "There is no such branch or tag: check the ref."),
        new("not our ref", 0, ExitCode.WrongCommit, "The repository has no such commit, or has lost it to a force push: check the commit."),
        new("unadvertised object", 0, ExitCode.WrongCommit, "The repository does not give out this commit: check the commit."),
        new("Could not resolve", 0, ExitCode.Unavailable, Later),
        new("Failed to connect", 0, ExitCode.Unavailable, Later),
        new("Couldn't connect", 0, ExitCode.Unavailable, Later),
        new("too slow", 0, ExitCode.Unavailable, Later),
        new("timed out", 0, ExitCode.Unavailable, Later),
        new("RPC failed", 0, ExitCode.Unavailable, Later),
        new("early EOF", 0, ExitCode.Unavailable, Later),
        new("disconnect", 0, ExitCode.Unavailable, Later),
        new("Empty reply", 0, ExitCode.Unavailable, Later),
        new("Connection reset", 0, ExitCode.Unavailable, Later),
        new("Recv failure", 0, ExitCode.Unavailable, Later),
        new("unable to access", 0, ExitCode.Unavailable, Later),
        new("pack has bad object", 0, ExitCode.Unavailable, Later),
        new("did not send all necessary objects", 0, ExitCode.InTheWay, Damaged),
        new("unresolved deltas", 0, ExitCode.InTheWay, Damaged),
        new("unable to read ", 0, ExitCode.InTheWay, Damaged),
        new("failed to unpack tree object", 0, ExitCode.InTheWay, Damaged),
        new("bad tree object", 0, ExitCode.InTheWay, Damaged),
        new("invalid object ", 0, ExitCode.InTheWay, Damaged),
        new("missing blob object", 0, ExitCode.InTheWay, Damaged),
        new("bad object", 0, ExitCode.InTheWay, Damaged),
        new("to a non-commit", 0, ExitCode.InTheWay, Damaged),
        new("reference is not a tree", 0, ExitCode.InTheWay, Damaged),
        new("ould not parse ", 0, ExitCode.InTheWay, Damaged),
        new("data quota", 403, ExitCode.Refused, NoQuota),
        new("Authentication required", 401, ExitCode.Refused, Rejected),
        new("Git credentials for", 401, ExitCode.Refused, Rejected),
        new("Object does not exist", 0, ExitCode.Refused, NoObject),
        new("Authorization error", 403, ExitCode.Refused, Forbidden),
        new("object not found", 404, ExitCode.Refused, NoAccess),
        new("Rate limit exceeded", 429, ExitCode.Unavailable, Later),
        new("from HTTP 5", 503, ExitCode.Unavailable, Later),
        new("Fatal error: ", 503, ExitCode.Unavailable, Later),
        new("Bandwidth limit exceeded", 403, ExitCode.Refused, NoQuota),
        new("connection refused", 0, ExitCode.Unavailable, Later),
        new("no such host", 0, ExitCode.Unavailable, Later),
        new("expected OID", 0, ExitCode.Unavailable, Later),
        new("unexpected EOF", 0, ExitCode.Unavailable, Later),
        new("i/o timeout", 0, ExitCode.Unavailable, Later),
        new("batch response: ", 403, ExitCode.Refused, "The repository's Git LFS cannot be had with this token, or not at all: check its contents permission."),
        new("failed to fetch some objects", 401, ExitCode.Refused, Rejected),
    ];

    /// <param name="purpose">What git was run for: "fetch acme/app".</param>
    /// <param name="stderr">What git said.</param>
    /// <param name="tokenIsFresh">GitHub may only be slow to spread the token.</param>
    public static GitHubException Of(string purpose, string stderr, bool tokenIsFresh)
    {
        var said = WithoutQueries(Redaction.Clean(Shortened(stderr)));
        var known = Table.FirstOrDefault(failure => stderr.Contains(failure.Words, StringComparison.OrdinalIgnoreCase))
                    ?? new("", 0, ExitCode.Bug, "This is new to us: please report it.");
        return new GitHubException(known.ExitCode, $"git could not {purpose}: {said.TrimEnd('.')}. {known.Advice}")
        {
            Status = known.Status == 0 ? null : known.Status,
            IsTransient = known.ExitCode == ExitCode.Unavailable || (tokenIsFresh && known.Status is 401 or 403 or 404),
        };
    }

    /// <summary>Of a line for each of thousands of files, the first and the last.</summary>
    private static string Shortened(string stderr)
    {
        const int most = 10;
        var lines = stderr.Split('\n');
        return lines.Length <= most ? stderr : string.Join('\n', [.. lines[..(most / 2)], $"({lines.Length - most} more lines)", .. lines[^(most / 2)..]]);
    }

    /// <summary>A link to a large file is signed: it opens the file to everybody who has it. git-lfs also prints it taken apart.</summary>
    private static string WithoutQueries(string text)
        => string.Join(' ', text.Split(' ').Select(word => !word.Contains('&') || !word.Contains('=') ? word : word.IndexOf('?') is >= 0 and var query ? word[..query] : "[link]"));
}
