namespace Sidecars.Bench;

/// <summary>From nothing to a published token, beside a script of openssl and curl that asks GitHub the same.</summary>
internal static class StartToToken
{
    private const int WarmUps = 3;
    private const int Runs = 21;

    /// <summary>Signs a JWT, finds the installation, mints, asks whether the token works, whether git takes it, and who the bot is: the requests of generate-initial-token.</summary>
    private const string Script = """
        set -eu
        b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
        now=$(date +%s)
        unsigned=$(printf '{"alg":"RS256","typ":"JWT"}' | b64).$(printf '{"iat":%d,"exp":%d,"iss":"4711"}' $((now-60)) $((now+300)) | b64)
        jwt=$unsigned.$(printf %s "$unsigned" | openssl dgst -sha256 -sign "$GITHUB_APP_CREDENTIALS_DIR/private-key" -binary | b64)
        api() { curl -sSf --cacert "$SSL_CERT_FILE" -H "Accept: application/vnd.github+json" -H "X-GitHub-Api-Version: 2022-11-28" "$@"; }
        installation=$(api -H "Authorization: Bearer $jwt" "$GITHUB_API_URL/users/acme/installation")
        id=$(sed -E 's/^\{ ?"id": ?([0-9]+).*/\1/' <<<"$installation")
        slug=$(sed -E 's/.*"app_slug": ?"([^"]+)".*/\1/' <<<"$installation")
        token=$(api -H "Authorization: Bearer $jwt" -d '{"repositories":["web"],"permissions":{"contents":"read"}}' "$GITHUB_API_URL/app/installations/$id/access_tokens" | sed -E 's/.*"token": ?"([^"]+)".*/\1/')
        api -o /dev/null -H "Authorization: Bearer $token" "$GITHUB_API_URL/rate_limit" --next -sSf --cacert "$SSL_CERT_FILE" -o /dev/null -u "x-access-token:$token" "${GITHUB_API_URL%/api/v3}/acme/web.git/info/refs?service=git-upload-pack" --next -sSf --cacert "$SSL_CERT_FILE" -o /dev/null -H "Authorization: Bearer $token" "$GITHUB_API_URL/users/$slug%5Bbot%5D"
        (umask 077; printf %s "$token" > "$GITHUB_TOKEN_DIR/token.new"; mv "$GITHUB_TOKEN_DIR/token.new" "$GITHUB_TOKEN_DIR/by-script")
        """;

    public static Task MeasureAsync(BenchPod pod, Table table)
    {
        var (ours, theirs) = (new List<Usage>(), new List<Usage>());
        var requests = pod.GitHub.Requests.Count;
        for (var run = 0; run < WarmUps + Runs; run++)
        {
            ours.Add(Usage.Of(pod.Binary("generate-initial-token"), ["--log-level", "warning"], pod.Variables));
            theirs.Add(Usage.Of("bash", ["-c", Script], pod.Variables));
        }

        // The comparison holds only if both asked the same; two of ours are under way together.
        var asked = pod.GitHub.Requests.Skip(requests).Select(request => $"{request.Method} {request.PathAndQuery}").Chunk((pod.GitHub.Requests.Count - requests) / 2 / (WarmUps + Runs)).ToList();
        if (!asked[0].Order().SequenceEqual(asked[1].Order()))
        {
            throw new InvalidOperationException($"The requests differ: {string.Join(", ", asked[0])}; {string.Join(", ", asked[1])}");
        }

        ours.RemoveRange(0, WarmUps);
        theirs.RemoveRange(0, WarmUps);
        table.Add("start to token, https, wall", [.. ours.Select(usage => usage.WallMilliseconds)], "ms");
        table.Add("  openssl and curl, wall", [.. theirs.Select(usage => usage.WallMilliseconds)], "ms");
        table.Add("  ratio, wall", [.. ours.Zip(theirs, (one, other) => one.WallMilliseconds / other.WallMilliseconds)], "");
        table.Add("start to token, https, CPU", [.. ours.Select(usage => usage.CpuMilliseconds)], "ms");
        table.Add("  openssl and curl, CPU", [.. theirs.Select(usage => usage.CpuMilliseconds)], "ms");
        table.Add("  ratio, CPU", [.. ours.Zip(theirs, (one, other) => one.CpuMilliseconds / other.CpuMilliseconds)], "");
        return Task.CompletedTask;
    }
}
