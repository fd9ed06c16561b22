using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;

namespace Sidecars.Git;

/// <summary>Looks whether a commit is what its name says, and whether somebody whom we are told to trust has signed it.</summary>
internal sealed class Trust(GitProcess git, PrivateRepository repository, GitDirectory directory)
{
    /// <param name="isFound">Somebody else may have put objects there before us.</param>
    /// <exception cref="SidecarException">It is not.</exception>
    public async Task CheckAsync(CloneTarget target, string commit, bool isFound, CancellationToken cancellationToken)
    {
        if (isFound && !await IsGenuineAsync(commit, cancellationToken))
        {
            throw directory.InTheWay($"its objects are damaged, or not what their names say: {commit} cannot be checked out from them");
        }

        await CheckSignatureAsync(git, repository, target, commit, cancellationToken);
    }

    /// <summary>Whether the commit, its trees and its files all have the content that their names stand for.</summary>
    private async Task<bool> IsGenuineAsync(string commit, CancellationToken cancellationToken)
    {
        if (await git.AskStrictlyAsync(repository, ["rev-list", "--objects", "--no-object-names", "--no-walk", "--missing=allow-any", commit], cancellationToken) is not { } objects)
        {
            return false;
        }

        // git looks at the content when it is asked to peel an object of that name. What it comes across by itself it believes, trees above all.
        var peeled = string.Concat(objects.Split('\n').Select(id => $"{id}^{{}}\n"));
        return await git.AskStrictlyAsync(repository, ["cat-file", "--batch-check=%(objectname)"], cancellationToken, peeled) == objects;
    }

    /// <exception cref="SidecarException">None of those whom we are told to trust has signed it.</exception>
    public static async Task CheckSignatureAsync(GitProcess git, IGitRepository repository, CloneTarget target, string commit, CancellationToken cancellationToken)
    {
        if (target.Options.AllowedSigners is not { } signers)
        {
            return;
        }

        // git asks ssh-keygen, and nobody else: a signature can also be one for gpg or gpgsm.
        string[] onlySsh = ["-c", $"gpg.ssh.allowedSignersFile={signers}", "-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.program=/dev/null", "-c", "gpg.x509.program=/dev/null", "-c", "gpg.minTrustLevel=fully"];
        if (await git.ObjectionAsync(repository, [.. onlySsh, "verify-commit", commit], cancellationToken) is { } objection)
        {
            var said = objection.Length > 0 ? $" ({Redaction.Clean(objection)})" : "";
            throw new SidecarException(
                ExitCode.WrongCommit, $"{commit} of {target.Url} is not signed by any key that {Redaction.Clean(signers)} allows{said}; nothing was checked out. Only SSH signatures count: add the signer's key there, or ask for another commit.");
        }
    }
}
