using System.Net;
using Sidecars.Cli;

namespace Sidecars.Http;

/// <summary>Which proxy a URL goes through, by curl's rules, so that our requests and git's take the same way.</summary>
/// <remarks>
/// .NET's own reading of NO_PROXY knows neither <c>*</c> nor networks nor bare domains as suffixes; libcurl's does
/// (https://curl.se/docs/manpage.html, section ENVIRONMENT, and lib/noproxy.c). One difference is meant: curl takes no
/// upper-case HTTP_PROXY, as a CGI program's client could set it. These are no CGI programs, and git is handed the result.
/// </remarks>
/// <param name="environment">Looks a variable up; null when unset. Lower case wins, as in curl.</param>
/// <exception cref="SidecarException">A variable holds no proxy: requests must not silently go another way than its author meant.</exception>
public sealed class ProxyRules(Func<string, string?> environment) : IWebProxy
{
    /// <summary>By curl's names for them; it lets the proxy look names up with socks5h and socks4a, which .NET does in any case.</summary>
    private static readonly Dictionary<string, string> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = "http", ["https"] = "https", ["socks4"] = "socks4", ["socks4a"] = "socks4a", ["socks5"] = "socks5", ["socks5h"] = "socks5", ["socks"] = "socks4",
    };

    /// <summary>curl's own, where a proxy's URL has none.</summary>
    private const int DefaultPort = 1080;

    private static readonly string[] Names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

    private readonly Dictionary<string, Uri> _proxies = Names.Where(name => name != "no_proxy" && Either(environment, name) is not null)
        .ToDictionary(name => name, name => Parse(name, Either(environment, name)!));

    private readonly string _exceptions = (Either(environment, "no_proxy") ?? "").Trim();

    /// <summary>The proxy's own user and password stand in its URL.</summary>
    public ICredentials? Credentials { get; set; } = new ProxyUser();

    /// <summary>The variables that make libcurl do the same, for the environment of git. Users and passwords are not for an environment, see <see cref="WithPassword"/>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables
        => from name in Names
           let value = name == "no_proxy" ? string.Join(',', Exceptions) : WithoutUser(Either(environment, name))
           where value is { Length: > 0 }
           select new KeyValuePair<string, string>(name, value);

    /// <summary>The proxy for URLs of a scheme as it was given, where it has a user or a password; null where the variables say it all.</summary>
    public string? WithPassword(string scheme)
        => (Either(environment, $"{scheme}_proxy") ?? Either(environment, "all_proxy")) is { } value && value != WithoutUser(value) ? value : null;

    /// <exception cref="SidecarException">Requests to this URL would be seen by a proxy on another machine.</exception>
    public void Check(Uri url) => GetProxy(url);

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    public Uri? GetProxy(Uri destination)
    {
        var proxy = _proxies.GetValueOrDefault($"{destination.Scheme}_proxy") ?? _proxies.GetValueOrDefault("all_proxy");
        if (proxy is null || IsExcepted(destination))
        {
            return null;
        }

        return destination.Scheme == Uri.UriSchemeHttps || proxy.IsLoopback
            ? proxy
            : throw new SidecarException(ExitCode.Configuration, $"The proxy {proxy.Host} would see what goes to {destination.Authority}, credentials included, as it is plain http: use https, or except that host with NO_PROXY.");
    }

    private static Uri Parse(string variable, string text)
    {
        var (scheme, rest) = text.Split("://", 2) is [var before, var after] ? (before, after) : ("http", text);
        return Schemes.TryGetValue(scheme, out var ours) && Uri.TryCreate($"{ours}://{rest}", UriKind.Absolute, out var url) && HostName.IsUsable(url)
               && (HasPort(rest) ? url : WithPort(url, ours == "https" ? 443 : DefaultPort)) is { } proxy
            ? proxy
            : throw new SidecarException(ExitCode.Configuration, $"{variable} or {variable.ToUpperInvariant()} is not the URL of a proxy (http, https, socks4, socks4a, socks5 or socks5h).");
    }

    /// <summary>Null where what could be read once cannot be read again, as with a host that is two dots.</summary>
    private static Uri? WithPort(Uri url, int port) => Uri.TryCreate($"{url.Scheme}://{(url.UserInfo.Length > 0 ? $"{url.UserInfo}@" : "")}{url.Host}:{port}{url.PathAndQuery}", UriKind.Absolute, out var whole) ? whole : null;

    private static string? WithoutUser(string? proxy)
    {
        var start = proxy?.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + "://".Length : 0;
        return proxy is null ? null : $"{proxy[..start]}{proxy[(Math.Max(proxy.LastIndexOf('@'), start - 1) + 1)..]}";
    }

    private IEnumerable<string> Exceptions => _exceptions.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static bool HasPort(string authority)
    {
        var host = authority.Split('/')[0];
        return host.LastIndexOf(':') > host.LastIndexOf(']') && host.LastIndexOf(':') > host.LastIndexOf('@');
    }

    /// <summary>A star stands for everything only when it stands alone.</summary>
    private bool IsExcepted(Uri url)
        => _exceptions == "*" || Exceptions.Any(entry => Matches(entry, url.IdnHost.Trim('[', ']').TrimEnd('.')));

    private static bool Matches(string entry, string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return entry.Split('/') switch
            {
                [var text] => Address(text)?.Equals(address) == true,
                [var text, var bits] => Address(text) is { } network && int.TryParse(bits, out var length) && IsWithin(address, network, length),
                _ => false,
            };
        }

        var domain = entry.Trim('.');
        return domain.Length > 0
               && (host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Written in full: .NET would also take 10.1 for 10.0.0.1, and brackets.</summary>
    private static IPAddress? Address(string text)
        => (text.Count(c => c == '.') == 3 || text.Contains(':')) && !text.StartsWith('[') && IPAddress.TryParse(text, out var address) ? address : null;

    /// <summary>Unlike IPNetwork, this takes a network whose host part is not zero, as curl does.</summary>
    private static bool IsWithin(IPAddress address, IPAddress network, int length)
    {
        var (one, other) = (address.GetAddressBytes(), network.GetAddressBytes());
        return one.Length == other.Length && length > 0 && length <= one.Length * 8
               && Enumerable.Range(0, length).All(bit => ((one[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private static string? Either(Func<string, string?> environment, string name)
        => environment(name) is { Length: > 0 } lower ? lower : environment(name.ToUpperInvariant()) is { Length: > 0 } upper ? upper : null;

    private sealed class ProxyUser : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
            => uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest]
                ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(rest is [var password] ? password : ""))
                : null;
    }
}
