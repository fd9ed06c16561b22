using GitHubEmulator;

namespace Sidecars.Bench.Figures;

/// <summary>From nothing to a published token, beside a script of openssl and curl that asks GitHub the same, and beside curl alone, to which everything is given that it would have to find out.</summary>
internal static class StartToToken
{
    private const int WarmUps = 3;
    private const int Runs = 21;

    /// <summary>The most: of curl's CPU, of the script's wall and CPU, and of memory in MiB.</summary>
    private const double TimesCurl = 2;
    private const double TimesScript = 1;
    private const double MostMemory = 20;

    public static void Measure(BenchPod pod, Table table)
    {
        var (ours, script, curl) = (new List<Usage>(), new List<Usage>(), new List<Usage>());
        var requests = pod.GitHub.Requests.Count;
        for (var run = 0; run < WarmUps + Runs; run++)
        {
            ours.Add(Usage.Of(pod.Binary("generate-initial-token"), ["--log-level", "warning"], pod.Variables));
            script.Add(Usage.Of("bash", [BenchPod.Script], pod.Variables));
            WriteCurlConfiguration(pod);
            curl.Add(Usage.Of("curl", ["--config", pod.Path("curl.conf")], pod.Variables));
        }

        AssertSame([.. pod.GitHub.Requests.Skip(requests)]);
        foreach (var usages in new[] { ours, script, curl })
        {
            usages.RemoveRange(0, WarmUps);
        }

        foreach (var (measure, of) in Usage.Measures)
        {
            table.Add($"start to token, {pod.Scheme}, {measure}", [.. ours.Select(of)], "ms");
            table.Add($"  the script, {measure}", [.. script.Select(of)], "ms");
            table.Add($"  times the script's {measure}", [.. ours.Zip(script, (one, other) => of(one) / of(other))], "", TimesScript);
            table.Add($"  curl alone, {measure}", [.. curl.Select(of)], "ms");
            table.Add($"  times curl's {measure}", [.. ours.Zip(curl, (one, other) => of(one) / of(other))], "", measure == "CPU" ? TimesCurl : null);
        }

        table.Add($"start to token, {pod.Scheme}, peak memory", [.. Enumerable.Range(0, Runs).Select(_ => PeakMemory.Of(pod, pod.Binary("generate-initial-token"), ["--log-level", "warning"]))], "MiB", MostMemory);
        table.Add("  the largest of the script's programs", [.. Enumerable.Range(0, Runs).Select(_ => PeakMemory.Of(pod, "bash", [BenchPod.Script]))], "MiB");
    }

    /// <summary>The comparison holds only if all asked the same; two of ours are under way together.</summary>
    private static void AssertSame(IReadOnlyList<RequestRecord> requests)
    {
        var asked = requests.Select(request => $"{request.Method} {request.PathAndQuery}").Chunk(requests.Count / 3 / (WarmUps + Runs)).Take(3).ToList();
        if (asked.Any(one => !one.Order().SequenceEqual(asked[0].Order())))
        {
            throw new InvalidOperationException($"The requests differ: {string.Join("; ", asked.Select(one => string.Join(", ", one)))}");
        }
    }

    private static void WriteCurlConfiguration(BenchPod pod)
    {
        var (jwt, token) = ($"header = \"Authorization: Bearer {pod.Jwt()}\"", File.ReadAllText(pod.Path("github/by-script")));
        string[] requests =
        [
            $"url = \"{pod.ApiUrl}/users/acme/installation\"\n{jwt}",
            $"url = \"{pod.ApiUrl}/app/installations/{pod.InstallationId}/access_tokens\"\n{jwt}\ndata = \"{{\\\"repositories\\\":[\\\"web\\\"],\\\"permissions\\\":{{\\\"contents\\\":\\\"read\\\"}}}}\"",
            $"url = \"{pod.ApiUrl}/rate_limit\"\nheader = \"Authorization: Bearer {token}\"",
            $"url = \"{pod.ServerUrl}/acme/web.git/info/refs?service=git-upload-pack\"\nuser = \"x-access-token:{token}\"",
            $"url = \"{pod.ApiUrl}/users/bench%5Bbot%5D\"\nheader = \"Authorization: Bearer {token}\"",
        ];
        var common = $"silent\nshow-error\nfail\noutput = /dev/null\ncacert = \"{pod.Path("bundle.pem")}\"\nheader = \"Accept: application/vnd.github+json\"\n";
        File.WriteAllText(pod.Path("curl.conf"), string.Join("\nnext\n", requests.Select(request => common + request)));
    }
}
