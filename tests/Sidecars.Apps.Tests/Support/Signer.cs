namespace Sidecars.Apps.Support;

/// <summary>Somebody who commits to acme/web and signs with an SSH key.</summary>
internal sealed class Signer
{
    private readonly Pod _pod;
    private readonly string _key;
    private readonly string _clone;

    private Signer(Pod pod) => (_pod, _key, _clone) = (pod, Path.Combine(pod.Root, "signing-key"), Path.Combine(pod.Root, "signers-clone"));

    /// <summary>The file of keys that counts.</summary>
    public string AllowedSigners => $"{_key}.allowed";

    public static async Task<Signer> CreateAsync(Pod pod)
    {
        var signer = new Signer(pod);
        await signer.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", signer._key);
        File.WriteAllText(signer.AllowedSigners, $"a@example.com {File.ReadAllText($"{signer._key}.pub")}");
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

    private Task<string> GitAsync(params string[] arguments) => RunAsync("git", ["-C", _clone, .. arguments]);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var run = await _pod.InMainContainerAsync(program, arguments);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.Error}");
        return run.Output;
    }
}
