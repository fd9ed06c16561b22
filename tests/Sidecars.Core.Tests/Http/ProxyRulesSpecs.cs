using System.Net;
using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.Http;

/// <summary>One table, asked of our rules and of the curl that is installed: both must give the same answers.</summary>
public sealed class ProxyRulesSpecs : IDisposable
{
    /// <summary>curl's port for a proxy that names none.</summary>
    private const int DefaultPort = 1080;

    /// <summary>Another one each time: two runs at once must not share a port.</summary>
    private readonly string _portlessAddress = $"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(256)}.{Random.Shared.Next(1, 255)}";
    private readonly LoopbackListener _one = new();
    private readonly LoopbackListener _two = new();
    private readonly LoopbackListener _direct = new();
    private readonly LoopbackListener _portless;

    public ProxyRulesSpecs() => _portless = new(_portlessAddress, DefaultPort);

    /// <summary>Variables, separated by semicolons; a URL; the proxy it goes through, or none. <c>one</c> and <c>two</c> stand for proxies on this machine.</summary>
    public static TheoryData<string, string, string?> Table => new()
    {
        // Which proxy.
        { "", "https://github.com/", null },
        { "https_proxy=one", "https://github.com/", "one" },
        { "http_proxy=one", "http://github.com/", "one" },
        { "http_proxy=one", "https://github.com/", null },
        { "https_proxy=one", "http://github.com/", null },
        { "http_proxy=one;https_proxy=two", "http://github.com/", "one" },
        { "http_proxy=one;https_proxy=two", "https://github.com/", "two" },
        { "HTTPS_PROXY=one", "https://github.com/", "one" },
        { "HTTP_PROXY=one", "http://github.com/", "one" },
        { "https_proxy=one;HTTPS_PROXY=two", "https://github.com/", "one" },
        { "HTTPS_PROXY=two;https_proxy=one", "https://github.com/", "one" },
        { "https_proxy=;HTTPS_PROXY=two", "https://github.com/", "two" },
        { "all_proxy=one", "https://github.com/", "one" },
        { "all_proxy=one", "http://github.com/", "one" },
        { "ALL_PROXY=one", "https://github.com/", "one" },
        { "all_proxy=one;ALL_PROXY=two", "https://github.com/", "one" },
        { "all_proxy=one;https_proxy=two", "https://github.com/", "two" },
        { "all_proxy=one;HTTPS_PROXY=two", "https://github.com/", "two" },
        { "all_proxy=one;https_proxy=", "https://github.com/", "one" },
        { "https_proxy=", "https://github.com/", null },
        { "https_proxy=bare-one", "https://github.com/", "one" },
        { "https_proxy=one/", "https://github.com/", "one" },
        { "https_proxy=portless", "https://github.com/", "portless" },
        { "https_proxy=bare-portless", "https://github.com/", "portless" },
        { "https_proxy=one", "https://github.com:8443/", "one" },
        { "https_proxy=one", "https://127.0.0.1/", "one" },
        { "https_proxy=one", "https://localhost/", "one" },
        { "https_proxy=one", "https://[::1]/", "one" },

        // All hosts.
        { "https_proxy=one;no_proxy=*", "https://github.com/", null },
        { "https_proxy=one;no_proxy=*", "https://10.1.2.3/", null },
        { "https_proxy=one;no_proxy=*", "https://[fd00::1]/", null },
        { "https_proxy=one;no_proxy=localhost,*", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=*.com", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=*.github.com", "https://api.github.com/", "one" },

        // Names.
        { "https_proxy=one;no_proxy=github.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=github.com", "https://api.github.com/", null },
        { "https_proxy=one;no_proxy=.github.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=.github.com", "https://api.github.com/", null },
        { "https_proxy=one;no_proxy=github.com.", "https://github.com/", null },
        { "https_proxy=one;no_proxy=github.com", "https://github.com./", null },
        { "https_proxy=one;no_proxy=GitHub.COM", "https://github.com/", null },
        { "https_proxy=one;no_proxy=api.github.com", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=hub.com", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=github.com", "https://notgithub.com/", "one" },
        { "https_proxy=one;no_proxy=github.com", "https://github.com.example/", "one" },
        { "https_proxy=one;no_proxy=github", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=github.com:443", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=github.com", "https://github.com:8443/", null },
        { "https_proxy=one;no_proxy=.", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=localhost", "https://localhost/", null },
        { "https_proxy=one;no_proxy=localhost", "https://127.0.0.1/", "one" },
        { "https_proxy=one;no_proxy=127.0.0.1", "https://localhost/", "one" },

        // Lists.
        { "https_proxy=one;no_proxy=localhost,github.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=localhost, github.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=localhost github.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=localhost\tgithub.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=,,github.com,,", "https://github.com/", null },
        { "https_proxy=one;no_proxy= github.com ", "https://github.com/", null },
        { "https_proxy=one;no_proxy=,", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=", "https://github.com/", "one" },
        { "https_proxy=one;NO_PROXY=github.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=;NO_PROXY=github.com", "https://github.com/", null },
        { "https_proxy=one;no_proxy=localhost;NO_PROXY=github.com", "https://github.com/", "one" },
        { "http_proxy=one;no_proxy=github.com", "http://github.com/", null },
        { "all_proxy=one;no_proxy=github.com", "https://github.com/", null },

        // Addresses and networks.
        { "https_proxy=one;no_proxy=10.1.2.3", "https://10.1.2.3/", null },
        { "https_proxy=one;no_proxy=10.1.2.3", "https://10.1.2.30/", "one" },
        { "https_proxy=one;no_proxy=1.2.3", "https://10.1.2.3/", "one" },
        { "https_proxy=one;no_proxy=.2.3", "https://10.1.2.3/", "one" },
        { "https_proxy=one;no_proxy=10.1.2.3:443", "https://10.1.2.3/", "one" },
        { "https_proxy=one;no_proxy=10.0.0.0/8", "https://10.1.2.3/", null },
        { "https_proxy=one;no_proxy=10.9.9.9/8", "https://10.1.2.3/", null },
        { "https_proxy=one;no_proxy=10.0.0.0/8", "https://11.1.2.3/", "one" },
        { "https_proxy=one;no_proxy=10.1.2.0/25", "https://10.1.2.127/", null },
        { "https_proxy=one;no_proxy=10.1.2.0/25", "https://10.1.2.128/", "one" },
        { "https_proxy=one;no_proxy=10.1.2.3/32", "https://10.1.2.3/", null },
        { "https_proxy=one;no_proxy=10.1.2.3/32", "https://10.1.2.2/", "one" },
        { "https_proxy=one;no_proxy=10.0.0.0/33", "https://10.1.2.3/", "one" },
        { "https_proxy=one;no_proxy=0.0.0.0/0", "https://10.1.2.3/", "one" },
        { "https_proxy=one;no_proxy=10.0.0.0/8", "https://github.com/", "one" },
        { "https_proxy=one;no_proxy=10.1", "https://10.0.0.1/", "one" },
        { "https_proxy=one;no_proxy=167772161", "https://10.0.0.1/", "one" },
        { "https_proxy=one;no_proxy=fd00::1", "https://[fd00::1]/", null },
        { "https_proxy=one;no_proxy=[fd00::1]", "https://[fd00::1]/", "one" },
        { "https_proxy=one;no_proxy=fd00::1", "https://[fd00::2]/", "one" },
        { "https_proxy=one;no_proxy=fd00::/9", "https://[fd80::1]/", "one" },
        { "https_proxy=one;no_proxy=fd00::/129", "https://[fd00::1]/", "one" },
        { "https_proxy=one;no_proxy=::/0", "https://[fd00::1]/", "one" },
        { "https_proxy=one;no_proxy=10.0.0.0/8", "https://[fd00::1]/", "one" },
    };

    /// <summary>curl before 8.18 takes these for names (https://github.com/curl/curl/pull/19828), so that it is not asked about them.</summary>
    public static TheoryData<string, string, string?> TableOfNewerCurls => new()
    {
        { "https_proxy=one;no_proxy=FD00:0:0::1", "https://[fd00::1]/", null },
        { "https_proxy=one;no_proxy=fd00::/8", "https://[fd12:3456::1]/", null },
        { "https_proxy=one;no_proxy=fd00::9/8", "https://[fd12:3456::1]/", null },
        { "https_proxy=one;no_proxy=fd00::/12", "https://[fd0f::1]/", null },
        { "https_proxy=one;no_proxy=fd00::/12", "https://[fd10::1]/", "one" },
        { "https_proxy=one;no_proxy=fd00::1/128", "https://[fd00::1]/", null },
    };

    [Theory]
    [MemberData(nameof(Table))]
    [MemberData(nameof(TableOfNewerCurls))]
    public void Our_requests_go(string variables, string url, string? proxy)
    {
        var rules = Rules(variables);

        Assert.Equal(proxy is null ? null : new Uri(Address(proxy)), rules.GetProxy(new(url)));
        Assert.Equal(proxy is null, rules.IsBypassed(new(url)));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Curls_requests_go(string variables, string url, string? proxy)
    {
        // Nothing leaves this machine: whatever does not go through a proxy is led to a listener of ours.
        await ChildProcess.RunAsync("curl", ["-q", "--silent", "--globoff", "--max-time", "10", "--connect-to", $"::127.0.0.1:{_direct.Port}", url], Rules(variables).Variables);

        var visited = new (string? Name, LoopbackListener Listener)[] { ("one", _one), ("two", _two), ("portless", _portless), (null, _direct) }
            .Where(place => place.Listener.Heads.Count > 0)
            .ToList();
        Assert.Equal(proxy, Assert.Single(visited).Name);
        if (proxy is not null)
        {
            Assert.StartsWith("CONNECT ", visited[0].Listener.Heads[0]);
        }
    }

    [Fact]
    public void Curls_variables_are_ours_in_lower_case_without_the_empty_ones()
    {
        var rules = Rules("HTTPS_PROXY=one;http_proxy=two;HTTP_PROXY=one;no_proxy=;NO_PROXY=localhost;all_proxy=");

        Assert.Equal(
            [new("http_proxy", Address("two")), new("https_proxy", Address("one")), new("no_proxy", "localhost")],
            rules.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("http://user:pass@proxy:3128", "user", "pass")]
    [InlineData("http://user@proxy:3128", "user", "")]
    [InlineData("http://d%40n:p%3Ass@proxy:3128", "d@n", "p:ss")]
    public void User_and_password_of_the_proxy_stand_in_its_url(string proxy, string user, string password)
    {
        var credential = Rules($"https_proxy={proxy}").Credentials!.GetCredential(new(proxy), "Basic");

        Assert.Equal((user, password), (credential!.UserName, credential.Password));
    }

    [Theory]
    [InlineData("http://proxy:port")]
    [InlineData("ftp://proxy:21")]
    [InlineData("http://")]
    public void What_is_no_proxy_is_not_taken_for_none(string proxy)
    {
        var error = Assert.Throws<SidecarException>(() => Rules($"https_proxy={proxy}"));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("https_proxy or HTTPS_PROXY", error.Message);
    }

    [Theory]
    [InlineData("socks5h://proxy:1080", "socks5://proxy:1080")]
    [InlineData("socks5://proxy:1080", "socks5://proxy:1080")]
    [InlineData("SOCKS4A://proxy:1080", "socks4a://proxy:1080")]
    [InlineData("https://proxy:3128", "https://proxy:3128")]
    public void Curls_names_for_kinds_of_proxies_are_understood(string given, string ours)
    {
        Assert.Equal(new Uri(ours), Rules($"https_proxy={given}").GetProxy(new("https://github.com")));
    }

    [Fact]
    public void A_proxy_without_user_gets_none()
    {
        Assert.Null(Rules("").Credentials!.GetCredential(new("http://proxy:3128"), "Basic"));
    }

    [Fact]
    public async Task A_request_of_ours_takes_the_way_that_the_rules_say()
    {
        using var http = new HttpClient(new SocketsHttpHandler { Proxy = Rules("http_proxy=one;no_proxy=localhost") });

        Assert.Equal(HttpStatusCode.BadGateway, (await http.GetAsync(new Uri("http://github.invalid/app"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, (await http.GetAsync(new Uri($"http://localhost:{_direct.Port}/app"))).StatusCode);

        Assert.StartsWith("GET http://github.invalid/app ", Assert.Single(_one.Heads));
        Assert.StartsWith("GET /app ", Assert.Single(_direct.Heads));
    }

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _portless.Dispose();
        _direct.Dispose();
    }

    private ProxyRules Rules(string variables)
    {
        var environment = variables.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .ToDictionary(variable => variable[0], variable => variable[0].EndsWith("no_proxy", StringComparison.OrdinalIgnoreCase) ? variable[1] : Expanded(variable[1]));
        return new(environment.GetValueOrDefault);
    }

    private string Expanded(string value) => value switch
    {
        "one" or "two" => Address(value),
        "one/" => $"{Address("one")}/",
        "bare-one" => Address("one")["http://".Length..],
        "portless" => $"http://{_portlessAddress}",
        "bare-portless" => _portlessAddress,
        _ => value,
    };

    private string Address(string proxy) => proxy switch
    {
        "one" => $"http://127.0.0.1:{_one.Port}",
        "two" => $"http://127.0.0.1:{_two.Port}",
        _ => $"http://{_portlessAddress}:{DefaultPort}",
    };
}
