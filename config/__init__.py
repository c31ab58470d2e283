"""How the platform is put together: settings, addresses, servers, processes and the operator's commands."""
