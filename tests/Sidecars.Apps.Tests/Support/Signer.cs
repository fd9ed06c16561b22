namespace Sidecars.Apps.Support;

/// <summary>Somebody who commits to acme/web and signs with an SSH key.</summary>
internal sealed class Signer
{
    private const string Header = "gpgsig ";

    private readonly Pod _pod;
    private readonly string _key;
    private readonly string _clone;

    private Signer(Pod pod, string name) => (_pod, _key, _clone) = (pod, Path.Combine(pod.Root, $"{name}-key"), Path.Combine(pod.Root, $"{name}-clone"));

    /// <summary>The file of keys that counts.</summary>
    public string AllowedSigners => $"{_key}.allowed";

    public string PublicKey => File.ReadAllText($"{_key}.pub").Trim();

    public static async Task<Signer> CreateAsync(Pod pod, string name = "signer")
    {
        var signer = new Signer(pod, name);
        await signer.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", signer._key);
        File.WriteAllText(signer.AllowedSigners, $"a@example.com {signer.PublicKey}\n");
        await signer.RunAsync("git", "clone", "--quiet", pod.Web.Path, signer._clone);
        return signer;
    }

    /// <returns>The commit, which is the branch's now.</returns>
    public async Task<string> CommitAsync(string file, string content)
    {
        await GitAsync("pull", "--quiet");
        File.WriteAllText(Path.Combine(_clone, file), content);
        await GitAsync("add", file);
        await GitAsync("-c", "gpg.format=ssh", "-c", $"user.signingKey={_key}", "commit", "--quiet", "--gpg-sign", "--message", $"Write {file}");
        await GitAsync("push", "--quiet", "origin", "main");
        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    /// <summary>The signature of a commit, as the commit has it.</summary>
    public async Task<string> SignatureOfAsync(string commit)
    {
        var text = await GitAsync("cat-file", "commit", commit);
        var start = text.IndexOf(Header, StringComparison.Ordinal) + Header.Length;
        return text[start..(text.IndexOf("END SSH SIGNATURE-----", start, StringComparison.Ordinal) + "END SSH SIGNATURE-----".Length)];
    }

    /// <summary>A commit with a signature that was made for something else.</summary>
    /// <returns>The commit, which is the branch's now.</returns>
    public async Task<string> ForgeAsync(string signature)
    {
        await GitAsync("pull", "--quiet");
        await GitAsync("commit", "--quiet", "--allow-empty", "--message", "Forged");
        var parts = (await GitAsync("cat-file", "commit", "HEAD")).Split("\n\n", 2);
        var file = Path.Combine(_clone, ".git", "forged");
        File.WriteAllText(file, $"{parts[0]}\n{Header}{signature}\n\n{parts[1]}");
        var commit = (await GitAsync("hash-object", "-t", "commit", "-w", file)).Trim();
        await GitAsync("push", "--quiet", "origin", $"{commit}:refs/heads/main");
        return commit;
    }

    private Task<string> GitAsync(params string[] arguments) => RunAsync("git", ["-C", _clone, .. arguments]);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var run = await _pod.InMainContainerAsync(program, arguments);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.Error}");
        return run.Output;
    }
}
