using System.Collections.Concurrent;
using Sidecars.GitHub;

namespace Sidecars.Tokens;

/// <summary>Finds the user ID of an App's bot, with which its address for commits begins. Each App's is asked for once, over restarts too.</summary>
public sealed class BotAccounts(GitHubClient gitHub, StateDirectory state, TimeProvider time)
{
    /// <summary>How long a token that is proven waits for such an answer. The next one has it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, long> _known = new();

    /// <summary>Null when GitHub would not say: an address is not worth a token.</summary>
    /// <param name="token">Asks: what is asked for is public, but an App's own requests come out of another limit than everybody's.</param>
    public async Task<long?> FindAsync(InstallationToken token, string slug, CancellationToken cancellationToken)
    {
        var key = $"{token.Host.ApiUrl} {slug}";
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (state.AllTokens.FirstOrDefault(saved => saved.Host == token.Host && saved.AppSlug == slug && saved.BotUserId is not null)?.BotUserId is { } remembered)
        {
            return _known[key] = remembered;
        }

        try
        {
            var url = token.Host.Api($"/users/{Uri.EscapeDataString($"{slug}[bot]")}");
            var answer = await gitHub.SendAsync(new(HttpMethod.Get, url, $"show the account of {slug}[bot]", token.Token.Bearer), cancellationToken);
            return answer.Read(GitHubJson.Default.User).Id is > 0 and var id ? _known[key] = id : null;
        }
        catch (Exception e) when (e is GitHubException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The answer, if it is there by now or in a moment; otherwise null.</summary>
    /// <param name="asked">Null when nobody asked.</param>
    public async Task<T?> SettleAsync<T>(Task<T?>? asked)
        => asked is not null && (asked.IsCompleted || await Task.WhenAny(asked, Task.Delay(Patience, time)) == asked) ? await asked : default;
}
