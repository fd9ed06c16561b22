using System.Globalization;
using System.Security.Cryptography;
using Sidecars.Cli;

namespace Sidecars.Monitoring;

/// <summary>What is counted and measured, as Prometheus reads it. No repository's name is in it.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/ and https://prometheus.io/docs/practices/naming/</remarks>
public sealed class TokenMetrics
{
    private static readonly double[] Buckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly SortedDictionary<string, Owner> _owners = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _failures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private readonly long[] _mints = new long[Buckets.Length + 1];
    private double _mintSeconds;
    private long _successes;
    private DateTimeOffset? _widerUntil;

    public TokenMetrics(TimeProvider time)
    {
        _time = time;
        _started = time.GetUtcNow();

        // Series that appear only with the first failure cannot be alerted on.
        foreach (var code in new[] { ExitCode.Bug, ExitCode.Configuration, ExitCode.Key, ExitCode.Refused, ExitCode.Unavailable, ExitCode.CannotWrite })
        {
            _failures[PrometheusText.ClassOf(code)] = 0;
        }

        _refusals["access"] = _refusals["repos"] = 0;
    }

    /// <summary>A token was published for the owner, the first or a next one.</summary>
    public void Refreshed(string owner, DateTimeOffset expiresAt) => Locked(() =>
    {
        _successes++;
        _owners[owner] = (_owners.GetValueOrDefault(owner) ?? new(null, null, null)) with { ExpiresAt = expiresAt, LastSuccess = _time.GetUtcNow() };
    });

    public void Failed(ExitCode exitCode) => Locked(() => _failures[PrometheusText.ClassOf(exitCode)] = _failures.GetValueOrDefault(PrometheusText.ClassOf(exitCode)) + 1);

    public void Minted(TimeSpan duration) => Locked(() =>
    {
        _mintSeconds += duration.TotalSeconds;
        _mints[Array.FindIndex(Buckets, bucket => duration.TotalSeconds <= bucket) is >= 0 and var index ? index : Buckets.Length]++;
    });

    public void RateLimitRemaining(string owner, int remaining)
        => Locked(() => _owners[owner] = (_owners.GetValueOrDefault(owner) ?? new(null, null, null)) with { RateLimitRemaining = remaining });

    /// <summary>A token that was revoked for being too wide is still taken by GitHub.</summary>
    public void WiderTokenWorksUntil(DateTimeOffset until) => Locked(() => _widerUntil = _widerUntil > until ? _widerUntil : until);

    /// <param name="file">access or repos.</param>
    public void Refused(string file) => Locked(() => _refusals[file]++);

    /// <summary>The owner has left the workspace.</summary>
    public void Forget(string owner) => Locked(() => _owners.Remove(owner));

    /// <summary>Everything in Prometheus' text format 0.0.4.</summary>
    public string ToText(HealthReport health)
    {
        var text = new PrometheusText();
        lock (_lock)
        {
            text.Head("github_token_expiry_timestamp_seconds", "gauge", "When the published token of the owner expires, by GitHub's clock.");
            Each(text, "github_token_expiry_timestamp_seconds", owner => owner.ExpiresAt?.ToUnixTimeSeconds());
            text.Head("github_token_last_success_timestamp_seconds", "gauge", "When a token of the owner was last published.");
            Each(text, "github_token_last_success_timestamp_seconds", owner => owner.LastSuccess?.ToUnixTimeSeconds());
            text.Head("github_rate_limit_remaining_requests", "gauge", "Requests that the owner's token had left in its hour when it was proven.");
            Each(text, "github_rate_limit_remaining_requests", owner => owner.RateLimitRemaining);

            text.Head("github_token_refreshes_total", "counter", "Attempts to publish a token, by how they ended and by the kind of failure.");
            text.Line("github_token_refreshes_total{result=\"success\",class=\"none\"}", _successes);
            foreach (var (kind, count) in _failures)
            {
                text.Line($"github_token_refreshes_total{{result=\"failure\",class=\"{kind}\"}}", count);
            }

            text.Head("github_token_mint_duration_seconds", "histogram", "How long GitHub took to mint a token.");
            long sum = 0;
            for (var i = 0; i < Buckets.Length; i++)
            {
                text.Line($"github_token_mint_duration_seconds_bucket{{le=\"{Buckets[i].ToString(CultureInfo.InvariantCulture)}\"}}", sum += _mints[i]);
            }

            sum += _mints[^1];
            text.Line("github_token_mint_duration_seconds_bucket{le=\"+Inf\"}", sum);
            text.Line("github_token_mint_duration_seconds_sum", _mintSeconds);
            text.Line("github_token_mint_duration_seconds_count", sum);

            text.Head("github_token_wider_valid_until_timestamp_seconds", "gauge", "Until when a token works that was revoked for being wider than wanted; 0 when none does.");
            text.Line("github_token_wider_valid_until_timestamp_seconds", _widerUntil > _time.GetUtcNow() ? _widerUntil.Value.ToUnixTimeSeconds() : 0);
            text.Head("github_token_scope_refusals_total", "counter", "What a watched file asked for and was refused.");
            foreach (var (file, count) in _refusals)
            {
                text.Line($"github_token_scope_refusals_total{{file=\"{file}\"}}", count);
            }

            text.Head("token_refresher_ready", "gauge", "1 while a token that GitHub has taken has life left.");
            text.Line("token_refresher_ready", health.WhyNotReady(_time) is null ? 1 : 0);
            text.Head("token_refresher_start_timestamp_seconds", "gauge", "When the program started.");
            text.Line("token_refresher_start_timestamp_seconds", _started.ToUnixTimeSeconds());
            text.Head("token_refresher_build_info", "gauge", "What runs here: always 1.");
            text.Line($"token_refresher_build_info{{version=\"{PrometheusText.Version}\",openssl_version=\"{OpenSsl}\"}}", 1);
        }

        return text.ToString();
    }

    /// <summary>0xMNN00PP0 as M.N.P, since OpenSSL 3.</summary>
    private static string OpenSsl => SafeEvpPKeyHandle.OpenSslVersion is var version ? $"{version >> 28}.{(version >> 20) & 0xFF}.{(version >> 4) & 0xFF}" : "";

    private void Locked(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    private void Each(PrometheusText text, string name, Func<Owner, double?> value)
    {
        foreach (var (name2, owner) in _owners)
        {
            if (value(owner) is { } number)
            {
                text.Line($"{name}{{owner=\"{PrometheusText.Escaped(name2)}\"}}", number);
            }
        }
    }

    private sealed record Owner(DateTimeOffset? ExpiresAt, DateTimeOffset? LastSuccess, int? RateLimitRemaining);
}
