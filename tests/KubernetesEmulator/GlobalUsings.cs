global using System.Text.Json.Nodes;
global using KubernetesEmulator.Machinery;
global using KubernetesEmulator.State;
