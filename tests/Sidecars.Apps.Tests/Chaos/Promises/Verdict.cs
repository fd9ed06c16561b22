using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>Why each command that failed did.</summary>
internal sealed class Verdict
{
    private static readonly string[] CredentialWords = ["could not read Username", "Authentication failed", "401", "403", "not found"];

    private readonly IReadOnlyList<RequestRecord> _requests;
    private readonly Dictionary<string, IssuedToken> _tokens;
    private readonly IReadOnlyList<Spell> _spells;
    private readonly Promise _promise;

    public Verdict(Pod pod, IReadOnlyList<CommandRecord> commands, IReadOnlyList<Spell> spells, Promise promise)
    {
        (_spells, _promise, Commands) = (spells, promise, commands);
        _requests = pod.GitHub.Requests;
        _tokens = pod.GitHub.IssuedTokens.ToDictionary(token => token.Sha256);
        foreach (var command in commands.Where(command => command.Failed))
        {
            ListFor(command).Add(command);
        }
    }

    public IReadOnlyList<CommandRecord> Commands { get; }

    /// <summary>GitHub failed while they ran.</summary>
    public List<CommandRecord> DuringTrouble { get; } = [];

    /// <summary>Refused, and GitHub had not answered for long enough before the token ended.</summary>
    public List<CommandRecord> NotPromised { get; } = [];

    /// <summary>Refused, because GitHub gave a token that can less than was asked for.</summary>
    public List<CommandRecord> GrantedLess { get; } = [];

    /// <summary>Refused although all was promised: a defect.</summary>
    public List<CommandRecord> Broken { get; } = [];

    /// <summary>Not refused, but failed.</summary>
    public List<CommandRecord> Otherwise { get; } = [];

    public IReadOnlyList<IssuedToken> Tokens => [.. _tokens.Values.OrderBy(token => token.MintedAt)];

    /// <summary>Those that died before the last command.</summary>
    public IReadOnlyList<IssuedToken> Ended => [.. Tokens.Where(token => Commands.Count > 0 && token.ExpiresAt <= Commands[^1].Until)];

    public bool Binds(IssuedToken token) => _promise.Binds(token.ExpiresAt, _spells);

    public bool IsDuringTrouble(CommandRecord command) => _spells.Any(spell => spell.ConcernsConsumers && spell.Overlaps(command.From, command.Until));

    /// <summary>Everything about it that says why.</summary>
    public string Describe(CommandRecord command)
        => $"{command.Kind} at {command.From:HH:mm:ss}, exit {command.ExitCode}: {command.Error.ReplaceLineEndings(" ")} {string.Join("; ", RequestsOf(command).Select(request => $"{request.Method} {request.PathAndQuery} {request.Status} {TokenOf(request)}"))}; troubles of its last minutes: {string.Join(", ", _spells.Where(spell => spell.Overlaps(command.From - 20 * _promise.Minute, command.Until)).Select(spell => $"{spell.Trouble} at {spell.On} {spell.From:HH:mm:ss}–{spell.Until:HH:mm:ss}"))}";

    private string TokenOf(RequestRecord request) => request.TokenSha256 is { } hash && _tokens.TryGetValue(hash, out var token) ? $"(token {token.MintedAt:HH:mm:ss}–{token.ExpiresAt:HH:mm:ss})" : "";

    private List<CommandRecord> ListFor(CommandRecord command)
    {
        if (IsDuringTrouble(command))
        {
            return DuringTrouble;
        }

        var last = RequestsOf(command).LastOrDefault();
        if (last?.Status is not (401 or 403 or 404) && !CredentialWords.Any(word => command.Error.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return Otherwise;
        }

        return last?.TokenSha256 is not { } hash || !_tokens.TryGetValue(hash, out var token) ? Broken
            : !token.Permissions.ContainsKey("contents") ? GrantedLess
            : token.ExpiresAt <= command.Until && !Binds(token) ? NotPromised
            : Broken;
    }

    /// <summary>Of the consumer's, which does one thing after the other; ours name themselves otherwise.</summary>
    private IEnumerable<RequestRecord> RequestsOf(CommandRecord command)
        => _requests.Where(request => request.At >= command.From && request.At <= command.Until
            && (request.UserAgent?.StartsWith("git/", StringComparison.Ordinal) == true || request.UserAgent?.StartsWith("curl/", StringComparison.Ordinal) == true));
}
