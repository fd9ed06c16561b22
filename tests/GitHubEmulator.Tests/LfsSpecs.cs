using System.Text;
using System.Text.Json;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

/// <summary>With the real git-lfs as the client.</summary>
public sealed class LfsSpecs : GitHubFixture, IDisposable
{
    private static readonly string[] Filters =
    [
        "-c", "filter.lfs.process=git-lfs filter-process",
        "-c", "filter.lfs.smudge=git-lfs smudge -- %f",
        "-c", "filter.lfs.clean=git-lfs clean -- %f",
        "-c", "filter.lfs.required=true",
    ];

    private static readonly byte[] Film = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))];

    private readonly GitClient _git = new();

    public new void Dispose()
    {
        _git.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task A_clone_gets_the_content_a_pointer_stands_for()
    {
        CommitFilm();
        var token = await MintAsync("""{"permissions":{"contents":"read"}}""");

        await SucceedAsync(token, "clone", "--quiet", Url(), "work");

        Assert.Equal(Film, await File.ReadAllBytesAsync(_git.PathOf("work", "film.bin")));
        Assert.Equal(200, Seen(Operation.LfsBatch).Status);
        Assert.Equal((200, Film.Length), (Seen(Operation.LfsDownload).Status, Seen(Operation.LfsDownload).BytesSent));
    }

    [Fact]
    public async Task A_push_leaves_its_content()
    {
        var token = await MintAsync();
        await SucceedAsync(token, "clone", "--quiet", Url(), "work");
        await File.WriteAllTextAsync(_git.PathOf("work", ".gitattributes"), "*.bin filter=lfs\n");
        await File.WriteAllBytesAsync(_git.PathOf("work", "film.bin"), Film);
        await SucceedAsync(token, "-C", "work", "add", ".");
        await SucceedAsync(token, "-C", "work", "commit", "--quiet", "--message", "Add a film");

        await SucceedAsync(token, "-C", "work", "lfs", "push", "origin", "main");
        await SucceedAsync(token, "-C", "work", "push", "--quiet", "origin", "main");
        await SucceedAsync(token, "clone", "--quiet", Url(), "again");

        Assert.Equal(200, Seen(Operation.LfsUpload).Status);
        Assert.Equal(Film, await File.ReadAllBytesAsync(_git.PathOf("again", "film.bin")));
    }

    [Fact]
    public async Task A_token_that_reads_uploads_nothing()
    {
        var token = await MintAsync("""{"permissions":{"contents":"read"}}""");

        Assert.Equal((403, "Write access to repository not granted."), await BatchAsync(token, "upload", LfsObject.Of(Film)));
    }

    [Fact]
    public async Task A_token_of_another_repository_finds_nothing()
    {
        var token = await MintAsync("""{"repositories":["beta"]}""");

        Assert.Equal((404, "Repository not found."), await BatchAsync(token, "download", CommitFilm()));
    }

    [Fact]
    public async Task A_dead_token_gets_no_links()
    {
        var film = CommitFilm();
        var token = await MintAsync();
        GitHub.Revoke(token.Value);

        Assert.Equal(401, (await BatchAsync(token, "download", film)).Status);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_missing_by_name()
    {
        Alpha.Commit("main", Change.File(".gitattributes", "*.bin filter=lfs\n"), Change.File("film.bin", LfsObject.Of(Film).PointerText));
        var token = await MintAsync();

        var (exitCode, output) = await RunAsync(token, "clone", Url(), "work");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Object does not exist", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_can_lead_to_another_host_and_need_no_credential_there()
    {
        CommitFilm();
        GitHub.LfsStorage = new Uri($"http://localhost:{GitHub.ServerUrl.Port}");
        var credentials = _git.WriteCredentials((await MintAsync()).Value);

        var (exitCode, output) = await _git.RunWithHelperAsync(credentials, [.. Filters, "clone", "--quiet", Url(), "work"]);

        Assert.True(exitCode == 0, output);
        Assert.Equal(($"localhost:{GitHub.ServerUrl.Port}", CredentialKind.None), (Seen(Operation.LfsDownload).Host, Seen(Operation.LfsDownload).Credential));
        Assert.Equal(Film, await File.ReadAllBytesAsync(_git.PathOf("work", "film.bin")));
    }

    [Fact]
    public async Task A_link_is_good_for_one_object_one_way_and_one_hour()
    {
        var link = await LinkAsync(CommitFilm());
        var other = new Uri(link.AbsoluteUri.Replace("/storage/lfs/", "/storage/lfs/1", StringComparison.Ordinal));

        Assert.Equal(200, await StatusAsync(HttpMethod.Get, link));
        Assert.Equal(403, await StatusAsync(HttpMethod.Put, link));
        Assert.Equal(403, await StatusAsync(HttpMethod.Get, other));

        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(403, await StatusAsync(HttpMethod.Get, link));
    }

    [Fact]
    public async Task A_download_that_broke_off_is_resumed()
    {
        CommitFilm();
        var token = await MintAsync();
        GitHub.Faults.Add(new Fault { On = Operation.LfsDownload, Kind = FaultKind.ResetAfter(100_000) });

        await SucceedAsync(token, "clone", "--quiet", Url(), "work");

        Assert.Equal(Film, await File.ReadAllBytesAsync(_git.PathOf("work", "film.bin")));
        Assert.Equal([200, 206], GitHub.Requests.Where(request => request.Operation == Operation.LfsDownload).Select(request => request.Status));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("""{"operation":"verify","objects":[]}""")]
    [InlineData("""{"operation":"download"}""")]
    public async Task A_batch_that_makes_no_sense_is_refused(string body)
    {
        Assert.Equal(422, (await BatchAsync(await MintAsync(), body)).Status);
    }

    private LfsObject CommitFilm()
    {
        var film = Alpha.StoreLfsObject(Film);
        Alpha.Commit("main", Change.File(".gitattributes", "*.bin filter=lfs\n"), Change.File("film.bin", film.PointerText));

        return film;
    }

    private string Url() => $"{GitHub.ServerUrl}octo-org/alpha.git";

    private RequestRecord Seen(Operation operation) => Assert.Single(GitHub.Requests, request => request.Operation == operation);

    private Task<(int ExitCode, string Output)> RunAsync(IssuedToken token, params string[] arguments) =>
        _git.RunWithTokenAsync(token.Value, [.. Filters, .. arguments]);

    private async Task SucceedAsync(IssuedToken token, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(token, arguments);

        Assert.True(exitCode == 0, output);
    }

    private async Task<(int Status, string? Message)> BatchAsync(IssuedToken token, string operation, LfsObject wanted)
    {
        var answer = await BatchAsync(token, Body(operation, wanted));

        return (answer.Status, answer.Message);
    }

    private async Task<Uri> LinkAsync(LfsObject wanted)
    {
        var answer = await BatchAsync(await MintAsync(), Body("download", wanted));

        return new Uri(answer.Json.GetProperty("objects")[0].GetProperty("actions").GetProperty("download").GetProperty("href").GetString()!);
    }

    private static string Body(string operation, LfsObject wanted) =>
        JsonSerializer.Serialize(new { operation, objects = new[] { new { oid = wanted.Oid, size = wanted.Size } } });

    private async Task<ApiAnswer> BatchAsync(IssuedToken token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url() + "/info/lfs/objects/batch");
        request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{token.Value}")));
        request.Content = new StringContent(body, Encoding.UTF8, "application/vnd.git-lfs+json");

        return await SendAsync(request);
    }

    private async Task<int> StatusAsync(HttpMethod method, Uri link)
    {
        using var request = new HttpRequestMessage(method, link);

        return (await SendAsync(request)).Status;
    }
}
