using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --allowed-signers: what is checked out has been signed by somebody whom the settings trust.</summary>
public sealed class SignatureSpecs
{
    private const string ForgedPgp = "-----BEGIN PGP SIGNATURE-----\n \n iQEzBAABCAAdFiEE\n =abcd\n -----END PGP SIGNATURE-----";

    [Fact]
    public async Task A_branch_whose_commit_is_signed_by_an_allowed_key_is_checked_out()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        var signed = await signer.CommitAsync("a.txt", "a");

        var run = await CloneAsync(pod, signer.AllowedSigners);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(signed, await pod.GitAsync("web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_commit_that_is_named_needs_it_too_even_where_it_is_checked_out_already()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        var signed = await signer.CommitAsync("a.txt", "a");
        var unsigned = pod.Web.Commit("main", "b.txt", "b");

        Assert.Equal(0, (await CloneAsync(pod, signer.AllowedSigners, "--commit", signed)).ExitCode);
        Assert.Equal(9, (await CloneAsync(pod, signer.AllowedSigners, "--commit", unsigned)).ExitCode);
        Assert.Equal(signed, await pod.GitAsync("web", "rev-parse", "HEAD"));

        Assert.Equal(0, (await pod.GitCloneAsync("--repo", "acme/web", "--dest", $"{pod.Workspace}/web", "--commit", unsigned)).ExitCode);
        Assert.Equal(9, (await CloneAsync(pod, signer.AllowedSigners, "--commit", unsigned)).ExitCode);
    }

    /// <summary>What is wrong, and a word of the sentence that says so.</summary>
    public static TheoryData<string, string> Untrusted => new()
    {
        { "it is not signed", "allows;" },
        { "another key has signed it", "No principal matched" },
        { "its signature is another's", "ould not verify" },
        { "its signature is for PGP", "Only SSH signatures count" },
        { "the key had expired", "key has expired" },
        { "the key is for other things", "not permitted for use in signature namespace" },
        { "nobody is allowed", "No principal matched" },
    };

    [Theory]
    [MemberData(nameof(Untrusted))]
    public async Task What_nobody_has_signed_who_may_is_not_checked_out(string what, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        var (commit, allowed) = await CommitAsync(pod, signer, what);

        var run = await CloneAsync(pod, allowed);

        Assert.True(run.ExitCode == 9, run.Error);
        Assert.Contains(commit, run.LastMessage, StringComparison.Ordinal);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.Equal([".git"], Directory.EnumerateFileSystemEntries($"{pod.Workspace}/web").Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Untrusted))]
    public async Task Nor_does_it_take_the_place_of_what_was_checked_out(string what, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        await signer.CommitAsync("a.txt", "a");
        Assert.Equal(0, (await CloneAsync(pod, signer.AllowedSigners)).ExitCode);
        var clone = new Clone(pod, $"{pod.Workspace}/web");
        var before = await Snapshot.OfWorkAsync(clone);
        var (_, allowed) = await CommitAsync(pod, signer, what);

        var run = await CloneAsync(pod, allowed);

        Assert.True(run.ExitCode == 9, run.Error);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(before, await Snapshot.OfWorkAsync(clone));
    }

    [Fact]
    public async Task A_half_checkout_of_something_else_is_not_finished()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        var unsigned = pod.Web.Resolve("main")!;
        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
        var signed = await signer.CommitAsync("a.txt", "a");
        Assert.Equal(0, (await CloneAsync(pod, signer.AllowedSigners)).ExitCode);

        // A run that was killed leaves this, and so may somebody who has the volume.
        File.WriteAllText($"{pod.Workspace}/web/.git/git-clone/checkout", $"{signed} {unsigned} main\n");
        var run = await CloneAsync(pod, signer.AllowedSigners);

        Assert.True(run.ExitCode == 9, run.Error);
        Assert.Equal(signed, await pod.GitAsync("web", "rev-parse", "HEAD"));
        Assert.True(File.Exists($"{pod.Workspace}/web/a.txt"));
    }

    [Theory]
    [InlineData("allowed signers")]
    [InlineData("~ é \"x\" 'y' $z=1;#%(prefix)")]
    [InlineData("-f")]
    public async Task The_file_may_have_any_name(string name)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        await signer.CommitAsync("a.txt", "a");
        var file = Path.Combine(pod.Root, name);
        File.Copy(signer.AllowedSigners, file);

        var run = await CloneAsync(pod, file);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task Who_signs_is_asked_of_ssh_keygen_and_that_it_is_missing_is_said_before_anything_is_cloned()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        pod.Environment["PATH"] = Directory.CreateDirectory(Path.Combine(pod.Root, "bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(pod.Root, "bin", "git"), "/usr/bin/git");

        var run = await CloneAsync(pod, signer.AllowedSigners);

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Contains("there is no ssh-keygen on the PATH: install it (Debian's package is openssh-client)", run.LastMessage, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{pod.Workspace}/web"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_mistake_in_the_settings()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await CloneAsync(pod, "/nowhere/allowed");

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Equal("--allowed-signers, GIT_ALLOWED_SIGNERS: there is no file /nowhere/allowed. (exit code 3)", run.LastMessage);
    }

    private static Task<Run> CloneAsync(Pod pod, string allowedSigners, params string[] arguments)
        => pod.GitCloneAsync(["--repo", "acme/web", "--dest", $"{pod.Workspace}/web", "--allowed-signers", allowedSigners, .. arguments]);

    /// <summary>A commit on main with something wrong about its signature, and the file of keys it is judged by.</summary>
    private static async Task<(string Commit, string AllowedSigners)> CommitAsync(Pod pod, Signer signer, string what)
    {
        var allowed = signer.AllowedSigners;
        switch (what)
        {
            case "it is not signed":
                return (pod.Web.Commit("main", "b.txt", "b"), allowed);
            case "another key has signed it":
                return (await (await Signer.CreateAsync(pod, "another")).CommitAsync("b.txt", "b"), allowed);
            case "its signature is another's":
                return (await signer.ForgeAsync(await signer.SignatureOfAsync(await signer.CommitAsync("b.txt", "b"))), allowed);
            case "its signature is for PGP":
                return (await signer.ForgeAsync(ForgedPgp), allowed);
            case "the key had expired":
                File.WriteAllText(allowed, $"a@example.com valid-before=\"20200101\" {signer.PublicKey}\n");
                break;
            case "the key is for other things":
                File.WriteAllText(allowed, $"a@example.com namespaces=\"file\" {signer.PublicKey}\n");
                break;
            case "nobody is allowed":
                File.WriteAllText(allowed, "");
                break;
        }

        return (await signer.CommitAsync("b.txt", "b"), allowed);
    }
}
