namespace GitHubEmulator.Admin;

/// <summary>What is missing stays as it is.</summary>
internal sealed record InstallationChange(bool? Suspended = null, Dictionary<string, string>? Permissions = null, List<string>? Repositories = null)
{
    public void ApplyTo(Installation installation)
    {
        installation.Suspended = Suspended ?? installation.Suspended;
        installation.Permissions = Permissions ?? installation.Permissions;
        installation.Repositories = Repositories ?? installation.Repositories;
    }
}
