global using System.Text.Json.Nodes;
global using KubernetesEmulator.Tests.Support;
