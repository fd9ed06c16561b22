using Sidecars.Support;

namespace Sidecars.Git.Running;

/// <summary>Asked of git itself: what it reads is what counts.</summary>
public sealed class CallConfigSpecs : IDisposable
{
    private const string Header = "Basic eDp5";

    private readonly TestDirectory _directory = new();

    [Theory]
    [InlineData("https://github.com", "https://github.com/acme/app.git")]
    [InlineData("https://git.example.com:8443", "https://git.example.com:8443/acme/app.git/info/refs")]
    [InlineData("https://proxy.example.com/github", "https://proxy.example.com/github/acme/app.git")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/acme/app.git")]
    public async Task The_credential_goes_to_the_server(string server, string url)
    {
        await WriteAsync(new(server));

        Assert.Equal($"Authorization: {Header}\n", await AskAsync("--get-urlmatch", "http.extraHeader", url));
    }

    [Theory]
    [InlineData("https://github.com", "https://gitlab.com/acme/app.git")]
    [InlineData("https://github.com", "http://github.com/acme/app.git")]
    [InlineData("https://github.com", "https://github.com:8443/acme/app.git")]
    [InlineData("https://github.com", "https://github.com.evil.example/acme/app.git")]
    [InlineData("https://github.com", "https://api.github.com/acme/app.git")]
    [InlineData("https://proxy.example.com/github", "https://proxy.example.com/other/app.git")]
    public async Task The_credential_goes_nowhere_else(string server, string url)
    {
        await WriteAsync(new(server));

        Assert.Equal("", await AskAsync("--get-urlmatch", "http.extraHeader", url));
    }

    [Fact]
    public async Task A_header_from_elsewhere_is_forgotten_first()
    {
        await WriteAsync(new("https://github.com"));

        Assert.Equal($"\nAuthorization: {Header}\n", await AskAsync("--get-all", "http.https://github.com/.extraHeader"));
    }

    [Fact]
    public async Task No_protocol_is_allowed_but_the_servers()
    {
        await WriteAsync(new("https://github.com"));

        Assert.Equal("never\n", await AskAsync("--get-all", "protocol.allow"));
        Assert.Equal("always\n", await AskAsync("--get-all", "protocol.https.allow"));
        Assert.Equal("", await AskAsync("--get-all", "protocol.http.allow"));
    }

    [Theory]
    [InlineData("core.hooksPath", "/dev/null")]
    [InlineData("core.fsmonitor", "false")]
    [InlineData("core.askPass", "")]
    [InlineData("core.attributesFile", "/dev/null")]
    [InlineData("credential.helper", "")]
    [InlineData("http.followRedirects", "false")]
    [InlineData("http.sslVerify", "true")]
    [InlineData("fetch.recurseSubmodules", "false")]
    [InlineData("submodule.recurse", "false")]
    [InlineData("gc.auto", "0")]
    public async Task Nothing_runs_by_itself(string name, string value)
    {
        await WriteAsync(new("https://github.com"));

        Assert.Equal($"{value}\n", await AskAsync("--get-all", name));
    }

    [Theory]
    [InlineData("/tmp/authorities.pem")]
    [InlineData("/tmp/with blanks ; and # in it")]
    [InlineData("""/tmp/with "quotes" and \backslashes\n""")]
    public async Task A_path_is_read_back_as_it_was(string caFile)
    {
        await WriteAsync(new("https://github.com"), caFile);

        Assert.Equal($"{caFile}\n", await AskAsync("--get-all", "http.sslCAInfo"));
    }

    [Fact]
    public async Task Without_authorities_of_our_own_git_keeps_the_systems()
    {
        await WriteAsync(new("https://github.com"));

        Assert.Equal("", await AskAsync("--get-all", "http.sslCAInfo"));
    }

    public void Dispose() => _directory.Dispose();

    private Task WriteAsync(Uri server, string? caFile = null) => File.WriteAllBytesAsync(_directory["config"], CallConfig.Text(server, Header, caFile));

    private async Task<string> AskAsync(params string[] question)
        => (await ChildProcess.RunAsync("git", ["config", "--file", _directory["config"], .. question], [new("HOME", _directory.Path)])).Output;
}
