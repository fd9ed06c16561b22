using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Http;

/// <summary>The certificate authorities that <c>--ca-file</c> names, for our requests and for git's.</summary>
internal static class CaFile
{
    /// <summary>All authorities that Mozilla trusts are a quarter of a megabyte.</summary>
    internal const int MostBytes = 16 * 1024 * 1024;

    /// <summary>The text of the file; null when none is named.</summary>
    /// <exception cref="SidecarException">It cannot be read, or holds no certificate.</exception>
    public static string? Find(Settings settings)
    {
        if (settings.Find(CommonSettings.CaFile) is not { } path)
        {
            return null;
        }

        try
        {
            var text = BoundedFile.ReadText(path, MostBytes);
            return text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal)
                ? text
                : throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.CaFile.Names}: {Redaction.Clean(path)} holds no certificate in PEM form.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.CaFile.Names}: {Redaction.Clean(path)} cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
