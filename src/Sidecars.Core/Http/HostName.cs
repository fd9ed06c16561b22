namespace Sidecars.Http;

/// <summary>The host of a URL that nothing was asked of yet.</summary>
public static class HostName
{
    /// <summary>Whether it can be looked up at all: .NET finds out that a name is none of DNS only when it is about to connect.</summary>
    public static bool IsUsable(Uri url)
    {
        try
        {
            return url.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }
}
