namespace GitHubEmulator.State;

/// <summary>Who owns repositories, or acts for an app. All but the latter are organizations: nothing here differs for users.</summary>
internal sealed record Account(long Id, string Login);
