global using GitHubEmulator.State;
