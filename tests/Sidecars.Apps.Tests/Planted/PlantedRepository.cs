using Sidecars.Apps.Support;

namespace Sidecars.Apps.Planted;

/// <summary>A clone of acme/web that git-clone made, that somebody got at, and that has a commit to catch up with.</summary>
internal sealed class PlantedRepository : IAsyncDisposable
{
    /// <summary>What a fetch brings, and what is git-clone's own.</summary>
    private static readonly string[] Fetched = ["objects", "packed-refs", "refs", "git-clone", "FETCH_HEAD"];

    private static readonly string ExecPath = Command.RunAsync("git", ["--exec-path"], new Dictionary<string, string>()).GetAwaiter().GetResult().Output.Trim();

    /// <summary>git-clone ends a git that waits at a pipe after a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Pod _pod;
    private readonly Elsewhere _elsewhere;
    private readonly Dictionary<string, string> _variables;

    private PlantedRepository(Pod pod, string cloned)
    {
        _pod = pod;
        _elsewhere = new Elsewhere(pod.GitHub.ServerUrl.Port);
        _variables = new Dictionary<string, string>
        {
            ["CANARY"] = Path.Combine(pod.Root, "canary"),
            ["ELSEWHERE"] = _elsewhere.Host,
            ["OUTSIDE"] = Path.Combine(pod.Root, "outside"),
            ["GITHUB"] = GitHub,
            ["SERVER"] = Web.Path,
            ["CLONED"] = cloned,
            ["WANTED"] = Web.Commit("main", "new.txt", "new\n"),
        };
        Directory.CreateDirectory(_variables["OUTSIDE"]);
        File.WriteAllText(_variables["CANARY"], $"#!/bin/sh\ntouch {Canary}\n");
        File.SetUnixFileMode(_variables["CANARY"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Clone => Path.Combine(_pod.Workspace, "web");

    /// <summary>Where it was cloned from: the host, with its port.</summary>
    public string GitHub => _pod.GitHub.ServerUrl.Authority;

    public bool CanaryRan => File.Exists(Canary);

    /// <summary>What git-clone ran besides itself and git.</summary>
    public IEnumerable<string> StrangePrograms
        => new Deeds(Trace).Programs.Where(program => program != Published.GitClone && Path.GetFileName(program) is not ("git" or OwnFilter) && Path.GetDirectoryName(program) != ExecPath);

    /// <summary>git-clone under another name, from its private directory, to tell git what stands for a large file.</summary>
    private const string OwnFilter = "git-clone-lfs-clean";

    /// <summary>Whom git-clone called.</summary>
    public IEnumerable<string> Addresses => new Deeds(Trace).Addresses;

    public IEnumerable<string> StrangeAddresses => Addresses.Where(address => address != GitHub);

    private string Canary => Path.Combine(_pod.Root, "canary-ran");

    private string Trace => Path.Combine(_pod.Root, "trace");

    private GitHubEmulator.Repository Web => _pod.Repositories["web"];

    public static Task<PlantedRepository> PlantAsync(Plant plant) => PlantAsync(plant.Script);

    /// <param name="script">As a plant has it.</param>
    public static async Task<PlantedRepository> PlantAsync(string script)
    {
        var pod = await Pod.StartWithTokenAsync("acme/web", "--access", "write");
        var clone = await pod.GitCloneAsync("--dest", pod.Workspace);
        Assert.True(clone.ExitCode == 0, clone.Error);
        var planted = new PlantedRepository(pod, pod.Repositories["web"].Resolve("main")!);
        var run = await planted.InMainContainerAsync($"set -e; mkdir -p .git/hooks .git/info .git/logs .git/objects/info; {script}");
        Assert.True(run.ExitCode == 0, $"It could not be planted: {run.Output} {run.Error}");
        File.Delete(planted.Canary);
        return planted;
    }

    public Task<Run> InMainContainerAsync(string script)
        => _pod.InMainContainerAsync("env", [$"--chdir={Clone}", .. _variables.Select(variable => $"{variable.Key}={variable.Value}"), "sh", "-c", script]);

    /// <summary>Asks for the default branch's last commit.</summary>
    public Task<Run> GitCloneBranchAsync() => GitCloneAsync("--dest", _pod.Workspace);

    /// <summary>Asks for the same, by name.</summary>
    public Task<Run> GitCloneCommitAsync() => GitCloneAsync("--repo", "acme/web", "--commit", Web.Resolve("main")!, "--dest", Clone);

    /// <summary>HEAD and the work tree are the wanted commit's, going by their files: git could be lied to.</summary>
    public bool HasWanted()
        => HeadCommit() == Web.Resolve("main") && File.ReadAllText($"{Clone}/new.txt") == "new\n" && File.ReadAllText($"{Clone}/README.md") == "# web\n";

    /// <summary>What is inside that is somebody's own: the work tree, HEAD, index and configuration, branches and tags.</summary>
    public async Task<string> WorkAsync()
    {
        // Not by git, which may be lied to, nor by .NET, which would wait at a pipe. What stands by itself wins over what is packed.
        const string references = """
            cd .git
            find refs/heads refs/tags -type f | while read -r name; do echo "$(cat "$name") $name"; done
            test -f packed-refs && grep -aE ' refs/(heads|tags)/' packed-refs | while read -r id name; do test -e "$name" || echo "$id $name"; done
            """;
        var branches = await InMainContainerAsync($"({references}) | sort");
        return branches.Output + await Snapshot.OfAsync(Clone, [.. Fetched.Select(path => $"{Clone}/.git/{path}")]);
    }

    /// <summary>Puts one more commit on the server's branch.</summary>
    public void CommitTo(string path, string content) => Web.Commit("main", path, content);

    public Task<int> CallsElsewhereAsync() => _elsewhere.CallsAsync();

    public Task<string> InsideAsync() => Snapshot.OfAsync(Clone);

    public Task<string> OutsideAsync() => Snapshot.OfAsync(_pod.Root, Clone, Path.Combine(_pod.Workspace, "other"), Canary, Trace, _pod.TerminationLog);

    public async ValueTask DisposeAsync()
    {
        await _elsewhere.DisposeAsync();
        await _pod.DisposeAsync();
    }

    private async Task<Run> GitCloneAsync(params string[] arguments)
    {
        using var command = Command.Start("strace", [.. Deeds.Traced, "-o", Trace, Published.GitClone, "--lock-timeout", "1", .. arguments], _pod.Environment);
        return await _pod.EndAsync(command, Patience);
    }

    private string? HeadCommit()
    {
        var head = File.ReadAllText($"{Clone}/.git/HEAD").Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
        {
            return head;
        }

        var single = $"{Clone}/.git/{head[5..]}";
        return File.Exists(single)
            ? File.ReadAllText(single).Trim()
            : File.ReadLines($"{Clone}/.git/packed-refs").FirstOrDefault(line => line.EndsWith($" {head[5..]}", StringComparison.Ordinal))?.Split(' ')[0];
    }
}
