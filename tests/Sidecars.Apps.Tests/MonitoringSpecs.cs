using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What kubelet and Prometheus see of token-refresher.</summary>
public sealed partial class MonitoringSpecs
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    [Fact]
    public async Task Exec_probes_tell_started_ready_and_live()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        Assert.Equal((1, 1, 1), await ProbeAsync(pod));
        pod.Fault(Operation.Mint, FaultKind.Late(TimeSpan.FromSeconds(2)));
        using var refresher = pod.StartTokenRefresher();
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint);
        Assert.Equal((1, 1, 0), await ProbeAsync(pod));

        await refresher.SaysAsync("Published a token");
        await Eventually.HoldsAsync(async () => await ProbeAsync(pod) == (0, 0, 0));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_probe_says_why_not()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_STATE_DIR"] = pod.State;

        var run = await pod.RunAsync(Published.TokenRefresher, "probe", "--ready");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("mount a state directory", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await pod.RunAsync(Published.TokenRefresher, "probe")).ExitCode);
        Assert.Equal(2, (await pod.RunAsync(Published.TokenRefresher, "probe", "--ready", "--live")).ExitCode);
    }

    [Fact]
    public async Task The_report_of_a_run_that_was_killed_does_not_pass_for_the_next_one()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        using (var refresher = pod.StartTokenRefresher())
        {
            await refresher.SaysAsync("Published a token");
        }

        Assert.Equal((1, 1, 1), await ProbeAsync(pod));
        pod.Fault(Operation.RateLimit, FaultKind.Hang(), times: 10);
        var proofs = pod.Count(Operation.RateLimit);
        using var restarted = pod.StartTokenRefresher();
        await Eventually.HoldsAsync(() => pod.Count(Operation.RateLimit) > proofs);

        var (startup, ready, _) = await ProbeAsync(pod);

        Assert.Equal((1, 1), (startup, ready));
        await pod.StopAsync(restarted);
    }

    [Fact]
    public async Task Http_probes_tell_started_ready_and_live()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Late(TimeSpan.FromSeconds(2)));
        using var refresher = pod.StartTokenRefresher("--listen", "127.0.0.1:0");
        var address = await AddressAsync(refresher);
        Assert.Equal((503, 503, 200), await StatusAsync(address));

        await refresher.SaysAsync("Published a token");
        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));

        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task When_the_token_has_run_out_and_GitHub_is_down_it_is_alive_and_not_ready()
    {
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { TokenLife = TimeSpan.FromSeconds(4) });
        using var refresher = pod.StartTokenRefresher("--listen", "127.0.0.1:0");
        var address = await AddressAsync(refresher);
        await refresher.SaysAsync("Published a token");
        pod.Fault(Operation.Mint, FaultKind.HtmlError(), times: 1000);

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 503, 200));

        using var answer = await Http.GetAsync(new Uri(address, "/readyz"));
        Assert.Contains("expired", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task The_metrics_please_promtool_and_name_no_repository()
    {
        await using var pod = await Pod.StartAsync();
        pod.AddOwner("umbrella", "corp").Suspended = true;
        pod.Environment["WORKSPACE_REPOS"] = "acme/web umbrella/corp";
        using var refresher = pod.StartTokenRefresher("--listen", "127.0.0.1:0");
        var address = await AddressAsync(refresher);
        await refresher.SaysAsync("Published a token");

        var metrics = await Http.GetStringAsync(new Uri(address, "/metrics"));

        pod.AssertNoSecretIn(metrics);
        Assert.DoesNotContain("web", metrics, StringComparison.Ordinal);
        Assert.Contains($"github_token_expiry_timestamp_seconds{{owner=\"acme\"}} {pod.GitHub.IssuedTokens[0].ExpiresAt.ToUnixTimeSeconds()}\n", metrics, StringComparison.Ordinal);
        Assert.Contains("github_token_refreshes_total{result=\"success\",class=\"none\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("github_token_refreshes_total{result=\"failure\",class=\"refused\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("github_token_mint_duration_seconds_count 1\n", metrics, StringComparison.Ordinal);
        Assert.Matches("token_refresher_build_info{version=\"[0-9.]+\",openssl_version=\"3\\.[0-9.]+\"} 1\n", metrics);
        var file = Path.Combine(pod.Root, "metrics");
        File.WriteAllText(file, metrics);
        var run = await Command.RunAsync("sh", ["-c", $"promtool check metrics < {file}"], pod.Environment);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Equal("", (run.Output + run.Error).Trim());
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task The_alerts_of_the_chart_please_promtool_and_ask_for_metrics_that_there_are()
    {
        var rule = (await Helm.TemplateAsync(Helm.Minimal, "githubApp: { metricsPort: 9090 }\nprometheusRule: { enabled: true }")).Single(document => document.Text("kind") == "PrometheusRule");
        var asked = rule.Items("spec", "groups").SelectMany(group => group.Items("rules")).SelectMany(alert => MetricName().Matches(alert.Text("expr")!)).Select(match => match.Value).ToList();
        await using var pod = await Pod.StartAsync();
        var file = Path.Combine(pod.Root, "rules.yaml");
        File.WriteAllText(file, Yaml.TextOf(rule.At("spec")!));
        using var refresher = pod.StartTokenRefresher("--listen", "127.0.0.1:0");

        var metrics = await Http.GetStringAsync(new Uri(await AddressAsync(refresher), "/metrics"));
        var check = await Command.RunAsync("promtool", ["check", "rules", file], pod.Environment);

        Assert.True(check.ExitCode == 0, check.Error + check.Output);
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains($"# TYPE {name} ", metrics, StringComparison.Ordinal));
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData("POST /livez HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed")]
    [InlineData("HEAD /livez HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed")]
    [InlineData("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("GET /livez HTTP/1.0\n\n", "HTTP/1.1 200 OK")]
    [InlineData("GET /livez?verbose HTTP/1.1\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("GET /token HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("GET http://x/livez HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("\u0016\u0003\u0001 garbage\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET /livez HTTP/1.1\r\nX: TOO-LONG\r\n\r\n", "HTTP/1.1 431 Request Header Fields Too Large")]
    public async Task Nothing_but_a_plain_get_is_answered(string request, string expected)
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher("--listen", "127.0.0.1:0");
        var address = await AddressAsync(refresher);

        var answer = await SendAsync(address, request.Replace("TOO-LONG", new string('x', 5000), StringComparison.Ordinal));

        Assert.StartsWith(expected, answer, StringComparison.Ordinal);
        Assert.Single(answer.Split("HTTP/1.1 ").Skip(1));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Five_thousand_slow_clients_cost_less_than_two_megabytes_and_keep_no_probe_out()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher("--listen", "127.0.0.1:0");
        var address = await AddressAsync(refresher);
        await refresher.SaysAsync("Published a token");
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(200, await OneStatusAsync(address, "/livez"));
        }

        var before = AnonymousBytes(refresher);
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 5000; i++)
            {
                var client = new TcpClient();
                clients.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, address.Port);
                await client.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nX-Slow: "u8.ToArray());
                if (i % 500 == 0)
                {
                    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                    Assert.Equal(HttpStatusCode.OK, (await Http.GetAsync(new Uri(address, "/livez"), patience.Token)).StatusCode);
                }
            }

            var cost = AnonymousBytes(refresher) - before;
            Assert.True(cost < 2_000_000, $"They cost {cost:N0} bytes.");
            Assert.Equal(200, await OneStatusAsync(address, "/readyz"));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_configuration_error()
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.RunAsync(Published.TokenRefresher, "--listen", $"127.0.0.1:{pod.GitHub.ServerUrl.Port}");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("--listen, GITHUB_LISTEN", run.LastMessage, StringComparison.Ordinal);
        Assert.Empty(pod.GitHub.Requests);
    }

    [Theory]
    [InlineData("9090")]
    [InlineData("localhost")]
    [InlineData("::1:9090")]
    [InlineData("example.com:80")]
    [InlineData("127.0.0.1:99999")]
    public async Task An_address_that_is_none_is_a_configuration_error(string address)
    {
        await using var pod = await Pod.StartAsync();

        Assert.Equal(3, (await pod.RunAsync(Published.TokenRefresher, "--listen", address)).ExitCode);
    }

    private static async Task<(int Startup, int Ready, int Live)> ProbeAsync(Pod pod)
    {
        async Task<int> RunAsync(string probe) => (await pod.RunAsync(Published.TokenRefresher, "probe", probe)).ExitCode;
        return (await RunAsync("--startup"), await RunAsync("--ready"), await RunAsync("--live"));
    }

    private static async Task<(int Startup, int Ready, int Live)> StatusAsync(Uri address)
        => (await OneStatusAsync(address, "/startup"), await OneStatusAsync(address, "/readyz"), await OneStatusAsync(address, "/livez"));

    private static async Task<int> OneStatusAsync(Uri address, string path)
    {
        using var response = await Http.GetAsync(new Uri(address, path));
        return (int)response.StatusCode;
    }

    private static async Task<Uri> AddressAsync(Command refresher)
        => new($"http://{Run.MessageOf(await refresher.SaysAsync("Answering probes")).Split(' ')[^1]}");

    /// <summary>Whatever comes back until the other side closes.</summary>
    private static async Task<string> SendAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static long AnonymousBytes(Command process)
        => long.Parse(File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null) * 1024;

    [GeneratedRegex(@"\b(?:github|token)_[a-z_]+")]
    private static partial Regex MetricName();
}
