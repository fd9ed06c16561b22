using System.Net;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>The images at work: any user, no rights, nothing to write to but what is mounted.</summary>
public sealed class ContainerSpecs(Containers containers) : IClassFixture<Containers>
{
    private static readonly byte[] Film = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))];

    [ContainerFact]
    public async Task generate_initial_token_publishes_a_token()
    {
        await using var pod = await Pod.StartAsync();

        var run = await containers.RunAsync(pod, "generate-initial-token");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(pod.GitHub.IssuedTokens.Single().Value, pod.Token);
    }

    [ContainerFact]
    public async Task token_refresher_replaces_it_and_ends_when_it_is_asked_to()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = await containers.StartAsync(pod, "token-refresher", []);
        await refresher.SaysAsync("Published");
        var old = pod.Token;

        refresher.Signal(PosixSignal.SIGHUP);
        await pod.TokenChangesAsync(old);

        await pod.StopAsync(refresher);
    }

    [ContainerFact]
    public async Task An_authority_of_ones_own_is_trusted_by_our_requests_and_by_git()
    {
        using var authority = new Authority();
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { Certificate = authority.ServerCertificate });
        Directory.CreateDirectory(pod.Workspace);
        pod.Environment["GITHUB_CA_FILE"] = Path.Combine(pod.Root, "ca.pem");
        File.WriteAllText(pod.Environment["GITHUB_CA_FILE"], authority.Pem);

        var token = await containers.RunAsync(pod, "generate-initial-token");
        var clone = await containers.RunAsync(pod, "git-clone", "--dest", pod.Workspace);

        Assert.True(token.ExitCode == 0, token.Error);
        Assert.True(clone.ExitCode == 0, clone.Error);
    }

    [ContainerFact]
    public async Task git_clone_says_its_version()
    {
        await using var pod = await Pod.StartAsync();

        Assert.StartsWith("0.1.0", (await containers.RunAsync(pod, "git-clone", "--version")).Output, StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task git_clone_clones()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await containers.RunAsync(pod, "git-clone", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("# web\n", File.ReadAllText($"{pod.Workspace}/web/README.md"));
    }

    [ContainerFact]
    public async Task git_clone_writes_files_in_the_encodings_that_the_repository_asks_for()
    {
        string[] encodings = ["UTF-16LE-BOM", "ISO-8859-1", "windows-1252", "Shift_JIS", "EUC-KR", "GB18030", "Big5"];
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("main",
        [
            Change.File(".gitattributes", string.Concat(encodings.Select(encoding => $"{encoding}.txt working-tree-encoding={encoding}\n"))),
            .. encodings.Select(encoding => Change.File($"{encoding}.txt", "§\n")),
        ]);

        var run = await containers.RunAsync(pod, "git-clone", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(encodings, encoding => Assert.NotEqual("§\n"u8.ToArray(), File.ReadAllBytes($"{pod.Workspace}/web/{encoding}.txt")));
        Assert.Equal([0xa7, (byte)'\n'], File.ReadAllBytes($"{pod.Workspace}/web/ISO-8859-1.txt"));
    }

    [ContainerFact]
    public async Task git_clone_brings_submodules()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Environment["WORKSPACE_REPOS"] = "acme/web";
        pod.Web.Commit("main",
            Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = libs/api\n\turl = ../api.git\n"),
            Change.Submodule("libs/api", pod.Repositories["api"].Resolve("main")!));

        var run = await containers.RunAsync(pod, "git-clone", "--submodules", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("# api\n", File.ReadAllText($"{pod.Workspace}/web/libs/api/README.md"));
    }

    [ContainerFact]
    public async Task git_clone_checks_signatures_also_as_a_user_without_a_name()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        await signer.CommitAsync("a.txt", "a");
        var trusting = await containers.RunAsync(pod, "git-clone", "--allowed-signers", signer.AllowedSigners, "--dest", pod.Workspace);
        pod.Web.Commit("main", "b.txt", "b");
        var wary = await containers.RunAsync(pod, "git-clone", "--allowed-signers", signer.AllowedSigners, "--dest", $"{pod.Root}/wary");

        Assert.True(trusting.ExitCode == 0, trusting.Error);
        Assert.Equal("a", File.ReadAllText($"{pod.Workspace}/web/a.txt"));
        Assert.Equal(9, wary.ExitCode);
    }

    [ContainerFact]
    public async Task git_clone_keeps_a_directory_in_sync()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        using var sync = await containers.StartAsync(pod, "git-clone", [], pod.ToSync());
        await pod.PublishedAsync(first);

        await pod.PublishedAsync(pod.Greet("good morning"));

        Assert.Equal("good morning", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [ContainerFact]
    public async Task git_clone_lfs_brings_large_files()
    {
        await using var pod = await WithLargeFileAsync();

        var run = await containers.RunAsync(pod, "git-clone-lfs", "--lfs", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
    }

    [ContainerFact]
    public async Task git_clone_without_git_lfs_says_that_it_is_missing()
    {
        await using var pod = await WithLargeFileAsync();

        var run = await containers.RunAsync(pod, "git-clone", "--lfs", "--dest", pod.Workspace);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("there is no git-lfs", run.LastMessage, StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task Names_are_looked_up_on_the_servers_that_the_pod_is_told()
    {
        using var authority = new Authority(name: "github.sidecars.test");
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { Certificate = authority.ServerCertificate });
        using var names = new NameServer(IPAddress.Parse("127.53.7.1"), "github.sidecars.test", IPAddress.Loopback);
        Directory.CreateDirectory(pod.Workspace);
        pod.Environment["GITHUB_CA_FILE"] = Path.Combine(pod.Root, "ca.pem");
        pod.Environment["GITHUB_API_URL"] = new UriBuilder(pod.GitHub.ApiUrl) { Host = names.Name }.Uri.AbsoluteUri;
        pod.Environment["GITHUB_SERVER_URL"] = new UriBuilder(pod.GitHub.ServerUrl) { Host = names.Name }.Uri.AbsoluteUri;
        File.WriteAllText(pod.Environment["GITHUB_CA_FILE"], authority.Pem);
        File.WriteAllText(Path.Combine(pod.Root, "resolv.conf"), "nameserver 127.53.7.1\n");
        string[] resolver = ["--volume", $"{pod.Root}/resolv.conf:/etc/resolv.conf:ro"];

        using var token = await containers.StartAsync(pod, "generate-initial-token", resolver);
        var minted = await pod.EndAsync(token);
        using var clone = await containers.StartAsync(pod, "git-clone", resolver, "--dest", pod.Workspace);
        var cloned = await pod.EndAsync(clone);

        Assert.True(minted.ExitCode == 0, minted.Error);
        Assert.True(cloned.ExitCode == 0, cloned.Error);
        Assert.True(names.Questions >= 2);
    }

    private static async Task<Pod> WithLargeFileAsync()
    {
        var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("main",
            Change.File(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"),
            Change.File("film.bin", pod.Web.StoreLfsObject(Film).PointerText));
        return pod;
    }
}
