using System.Net;

namespace Sidecars.Http;

/// <summary>Which proxy a URL goes through, by curl's rules, so that our requests and git's take the same way.</summary>
/// <remarks>
/// .NET's own reading of NO_PROXY knows neither <c>*</c> nor networks nor bare domains as suffixes; libcurl's does
/// (https://curl.se/docs/manpage.html, section ENVIRONMENT, and lib/noproxy.c). One difference is meant: curl takes no
/// upper-case HTTP_PROXY, as a CGI program's client could set it. These are no CGI programs, and git is handed the result.
/// </remarks>
/// <param name="environment">Looks a variable up; null when unset. Lower case wins, as in curl.</param>
public sealed class ProxyRules(Func<string, string?> environment) : IWebProxy
{
    private static readonly string[] Names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

    private readonly string[] _excepted = (Either(environment, "no_proxy") ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The proxy's own user and password stand in its URL.</summary>
    public ICredentials? Credentials { get; set; } = new ProxyUser();

    /// <summary>The variables that make libcurl do the same, for the environment of git.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables
        => from name in Names
           let value = Either(environment, name)
           where value is not null
           select new KeyValuePair<string, string>(name, value);

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    public Uri? GetProxy(Uri destination)
    {
        var proxy = Either(environment, $"{destination.Scheme}_proxy") ?? Either(environment, "all_proxy");
        if (proxy is null || _excepted.Any(entry => Matches(entry, destination)))
        {
            return null;
        }

        return Uri.TryCreate(proxy.Contains("://", StringComparison.Ordinal) ? proxy : $"http://{proxy}", UriKind.Absolute, out var url) ? url : null;
    }

    private static bool Matches(string entry, Uri url)
    {
        if (entry == "*")
        {
            return true;
        }

        var host = url.IdnHost.Trim('[', ']').TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
        {
            return entry.Trim('[', ']').Split('/') switch
            {
                [var text] => IPAddress.TryParse(text, out var same) && same.Equals(address),
                [var text, var bits] => IPAddress.TryParse(text, out var network) && int.TryParse(bits, out var length) && IsWithin(address, network, length),
                _ => false,
            };
        }

        var domain = entry.Trim('.');
        return domain.Length > 0
               && (host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Unlike IPNetwork, this takes a network whose host part is not zero, as curl does.</summary>
    private static bool IsWithin(IPAddress address, IPAddress network, int length)
    {
        var (one, other) = (address.GetAddressBytes(), network.GetAddressBytes());
        return one.Length == other.Length && length >= 0 && length <= one.Length * 8
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
