using System.Text;
using System.Text.Json;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class ProgramSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("github-emulator-specs-");

    [Fact]
    public async Task It_is_set_up_by_a_file_says_where_it_listens_and_ends_when_told_to()
    {
        Write("app.pem", AppKey.Shared.PublicPem);
        var setup = Write("setup.json", """
            {
              "apps": [{ "slug": "octo-app", "id": 1001, "public_key_file": "app.pem" }],
              "repositories": [{ "owner": "octo-org", "name": "alpha" }],
              "installations": [{ "id": 2002, "app": "octo-app", "account": "octo-org", "permissions": { "contents": "read" } }]
            }
            """);
        using var program = new EmulatorProcess("--setup", setup, "--token-life", "120", "--token-format", "classic");
        var url = (await program.Output.ReadLineAsync())!.Replace("Listening on ", "", StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url}/api/v3/app/installations/2002/access_tokens");
        request.Headers.Add("User-Agent", "specs");
        request.Headers.Add("Authorization", "Bearer " + AppKey.Shared.Sign("1001", DateTimeOffset.UtcNow));
        request.Content = new StringContent("""{"repositories":["alpha"]}""", Encoding.UTF8, "application/json");

        using var response = await http.SendAsync(request);
        var token = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(40, token.GetProperty("token").GetString()!.Length);
        Assert.InRange(token.GetProperty("expires_at").GetDateTimeOffset() - response.Headers.Date!.Value, TimeSpan.FromSeconds(119), TimeSpan.FromSeconds(121));

        await program.SignalAsync("TERM");
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Equal("", await program.Output.ReadToEndAsync() + await program.Error.ReadToEndAsync());
    }

    [Fact]
    public async Task It_ends_when_interrupted_even_while_a_request_hangs()
    {
        using var program = new EmulatorProcess();
        var url = (await program.Output.ReadLineAsync())!.Replace("Listening on ", "", StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var fault = new StringContent("""{"kind":"hang"}""", Encoding.UTF8, "application/json");
        using var added = await http.PostAsync(new Uri($"{url}/_emulator/faults"), fault);
        var answer = http.GetAsync(new Uri(url));

        await program.SignalAsync("INT");

        Assert.Equal(0, await program.ExitCodeAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }

    [Theory]
    [InlineData("--port", "many")]
    [InlineData("--port")]
    [InlineData("--colour", "blue")]
    [InlineData("--token-format", "round")]
    [InlineData("--setup", "/no/such/file")]
    public async Task It_says_what_it_does_not_understand(params string[] arguments)
    {
        using var program = new EmulatorProcess(arguments);

        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Contains("Usage: github-emulator", await program.Error.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"apps":[{"slug":"octo-app"}]}""")]
    [InlineData("""{"apps":[{"slug":"octo-app","public_key_file":"missing.pem"}]}""")]
    [InlineData("""{"installations":[{"app":"nobody","account":"octo-org"}]}""")]
    [InlineData("""{"repos":[]}""")]
    public async Task It_says_what_is_wrong_with_its_setup(string setup)
    {
        using var program = new EmulatorProcess("--setup", Write("setup.json", setup));

        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.NotEmpty(await program.Error.ReadToEndAsync());
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, content);

        return path;
    }
}
