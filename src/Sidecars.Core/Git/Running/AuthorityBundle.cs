using System.Text;
using Sidecars.Cli;
using Sidecars.Http;
using Sidecars.Linux;

namespace Sidecars.Git.Running;

/// <summary>The certificate authorities as git takes them: in one file, which replaces the system's.</summary>
public static class AuthorityBundle
{
    /// <summary>The system's authorities and those that were asked for besides; null when nothing was asked for, and git's own default serves.</summary>
    /// <exception cref="SidecarException">A file cannot be read.</exception>
    public static string? Find(Settings settings, PrivateDirectory privateDirectory)
    {
        var system = settings.Variable(SystemAuthorities.FileVariable) ?? SystemAuthorities.UsualBundle;
        if (CaFile.Find(settings) is not { } authorities)
        {
            return settings.Variable(SystemAuthorities.FileVariable);
        }

        try
        {
            return privateDirectory.Write("authorities.pem", Encoding.UTF8.GetBytes($"{(system is null ? "" : BoundedFile.ReadText(system, CaFile.MostBytes))}\n{authorities}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.Configuration, $"The system's certificate authorities in {Redaction.Clean(system!)} ({SystemAuthorities.FileVariable}) cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
