"""Frame to plotly figure, without Streamlit."""
